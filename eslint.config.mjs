import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import jsonParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';
import { boundaries, specFiles } from './tools/repo/src/lint/boundaries.mjs';
import { folderOrder } from './tools/repo/src/lint/folders.mjs';
import { kebabCaseFilename } from './tools/repo/src/lint/kebab-case-filename.mjs';
import { plainEnglish } from './tools/repo/src/lint/plain-english.mjs';
import { readProjects } from './tools/repo/src/lint/projects.mjs';

const workspaceRoot = import.meta.dirname;
const typescriptFiles = ['**/*.ts', '**/*.tsx'];

export default defineConfig(
  // The consumers of tools/packages have the files of other generators, unchanged.
  {
    ignores: [
      '**/dist',
      '**/out-tsc',
      '**/test-output',
      '**/.nx',
      '**/node_modules',
      'tools/packages/consumers',
    ],
  },
  // The names of a reader's app belong to no project. The spec of the fragments compiles them.
  { ignores: ['tools/repo/fragments'] },
  // No comment can switch a rule off. An exception is written here, with its reason.
  { linterOptions: { noInlineConfig: true } },
  { files: ['**/*.{js,cjs,mjs,ts,tsx}'], extends: [js.configs.recommended] },
  {
    files: ['**/*.{js,cjs,mjs,ts,tsx}'],
    plugins: {
      '@nx': nx,
      '@typescript-eslint': tseslint.plugin,
      'import-x': importX,
      culvert: { rules: { 'kebab-case-filename': kebabCaseFilename, 'plain-english': plainEnglish } },
    },
    settings: {
      'import-x/extensions': ['.ts', '.tsx', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [
        // Sources import './x.js', as nodenext requires. The file is './x.ts'.
        createNodeResolver({ extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } }),
      ],
    },
    rules: {
      'culvert/kebab-case-filename': 'error',
      'culvert/plain-english': 'error',
      eqeqeq: 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
    },
  },
  {
    files: ['**/*.{cjs,mjs,js}'],
    languageOptions: { globals: globals.node },
    // enforce-module-boundaries finds cycles between projects. This rule finds cycles between files.
    // import-circles.spec.ts does so for TypeScript, once for the workspace and not once a project.
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  {
    files: typescriptFiles,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: workspaceRoot } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z][a-z]', match: false } },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A promise that never rejects may be left alone: `renderer.close()`.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafePromises: [
            { from: 'file', name: 'Completion' },
            { from: 'package', name: 'Completion', package: '@culvert/core' },
          ],
        },
      ],
      // An async function without await still turns an error into a rejection.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: specFiles,
    rules: {
      // Jest's matchers are typed as any.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  // Electron types its arguments as any. Code written for Electron must compile against our types.
  {
    files: ['libs/core/src/lib/emitters/ipc-types.ts', 'libs/core/src/lib/emitters/electron-*.type-spec.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  // Jest and Vitest declare their matchers in a namespace. A declaration merges only with the same type parameters.
  {
    files: ['libs/testing/src/lib/virtual/ipc-matchers.ts'],
    rules: {
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    // A published package must name its imports. Inside the workspace, the root would supply them
    // anyway.
    files: ['libs/*/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonParser },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: [
            '{projectRoot}/src/**/*.{spec,type-spec}.{ts,tsx}',
            '{projectRoot}/testing/**/*',
            '{projectRoot}/jest.config.cjs',
          ],
          // The rule takes `events` for the builtin of that name. `rxjs` is a peer of each package
          // that builds on core. The app passes `@opentelemetry/api` to `tracing`. Core does not import
          // it, and the peer says which versions fit.
          ignoredDependencies: ['@opentelemetry/api', 'events', '@types/events', 'rxjs'],
        },
      ],
    },
  },
  boundaries(readProjects(workspaceRoot)),
  folderOrder(workspaceRoot),
  // An example is a project of its own, not of this workspace. A spec of tools/packages compiles it with what it
  // installs. Here its packages have no types, because a lib has typings only after its bundle.
  {
    files: ['examples/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
);
