// For every script of the project: the page's TypeScript with types, the tools' and tests' modules without.
import javascript from '@eslint/js';
import globals from 'globals';
import typescript from 'typescript-eslint';

const root = new URL('..', import.meta.url).pathname;

export default typescript.config(
  {ignores: ['build/**', 'node_modules/**']},
  javascript.configs.recommended,
  {
    files: ['wasm/**/*.ts'],
    extends: [typescript.configs.strictTypeChecked],
    languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: root}},
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true}],
      '@typescript-eslint/no-confusing-void-expression': ['error', {ignoreArrowShorthand: true}],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-undef': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: 'module',
      globals: {...globals.node, ...globals.browser},
    },
  },
  {
    files: ['wasm/**', 'web-demo/**', 'edge/**'],
    rules: {
      'no-restricted-properties': ['error', ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => (
        {property, message: 'Text must never be parsed as markup: build elements and set textContent.'}))],
    },
  },
  {
    rules: {
      'eqeqeq': 'error',
      'max-len': ['error', {code: 120}],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
);
