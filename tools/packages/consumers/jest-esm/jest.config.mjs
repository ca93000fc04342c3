export default { testMatch: ['**/*.spec.mjs'], transform: {} };
