import { defineConfig } from 'eslint/config';
import workspace from './eslint.config.mjs';

/**
 * `npm run lint`: the same rules for all projects as one program of TypeScript. With a program for each project,
 * TypeScript checks core once more for each project that uses it. For single files and editors, `eslint.config.mjs`
 * loads only the project of a file.
 */
export default defineConfig(workspace, {
  files: ['**/*.ts', '**/*.tsx'],
  ignores: ['examples/**'],
  languageOptions: { parserOptions: { projectService: false, project: './tsconfig.lint.json' } },
});
