import eslint from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TYPESCRIPT = ['**/*.ts'];
const SPECS = ['**/*.spec.ts', '**/*.oracle.ts', 'backend/test/**/*.ts', 'simulators/test/**/*.ts'];

const SIZES = {
  'max-lines': ['error', { max: 300 }],
  'max-lines-per-function': ['error', { max: 50, skipComments: true }],
  complexity: ['error', 10],
};

const TOO_MANY_PARAMETERS = {
  // max-params cannot tell a constructor, which Nest fills, from a function that a person calls.
  selector:
    ':function[params.length>4]:not(MethodDefinition[kind="constructor"] > FunctionExpression)',
  message: 'At most 4 parameters: pass an object with names.',
};
const TOO_MANY_DEPENDENCIES = {
  selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>6]',
  message: 'At most 6 constructor parameters: split the class.',
};
const BARREL = {
  selector: 'ExportAllDeclaration',
  message: 'No barrels: import the file that has what you need.',
};
const CLOCK_BY_CONSTRUCTOR = {
  selector: ':matches(NewExpression[arguments.length=0], CallExpression)[callee.name="Date"]',
  message: 'The time is a parameter, or comes from a clock of platform.',
};
const EVERYWHERE = [TOO_MANY_PARAMETERS, TOO_MANY_DEPENDENCIES];

/** Reading the clock or drawing lots makes replay and tests impossible. */
const NO_CLOCK_NO_DICE = {
  'no-restricted-syntax': ['error', ...EVERYWHERE, BARREL, CLOCK_BY_CONSTRUCTOR],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: CLOCK_BY_CONSTRUCTOR.message },
    { object: 'Math', property: 'random', message: 'Randomness is a parameter (a seed).' },
  ],
};

const CORRECTNESS = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  // An implementation of a port that needs no waiting still returns a promise.
  '@typescript-eslint/require-await': 'off',
  eqeqeq: 'error',
};

export default defineConfig([
  globalIgnores(['**/dist/', 'coverage/', '.angular/', '.data/', '**/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        console: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: { ...SIZES, 'no-restricted-syntax': ['error', ...EVERYWHERE, BARREL], eqeqeq: 'error' },
  },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      ...SIZES,
      ...CORRECTNESS,
      'no-restricted-syntax': ['error', ...EVERYWHERE, BARREL],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/common',
              importNames: ['forwardRef'],
              message: 'A circular module is two modules too close: react by events instead.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['engine/src/**/*.ts', 'backend/src/**/*.ts'],
    ignores: ['backend/src/platform/**', 'backend/src/bench/**'],
    rules: NO_CLOCK_NO_DICE,
  },
  {
    // The published surface of the two libraries.
    files: ['contracts/src/index.ts', 'engine/src/index.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['frontend/src/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': [
        'error',
        // A table row keeps its element: tr[muster-candidate-row].
        { type: ['element', 'attribute'], prefix: 'muster', style: 'kebab-case' },
      ],
      '@angular-eslint/directive-selector': [
        'error',
        { type: 'attribute', prefix: 'muster', style: 'camelCase' },
      ],
    },
  },
  {
    // These know describe, it and expect as globals, through a configuration of their own.
    files: ['frontend/src/**/*.spec.ts'],
    languageOptions: {
      parserOptions: { projectService: false, project: 'frontend/tsconfig.spec.json' },
    },
  },
  {
    files: ['frontend/src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    // Desks are worked by keyboard: a form or panel that opens takes the focus.
    rules: { '@angular-eslint/template/no-autofocus': 'off' },
  },
  {
    // A test tells one story from top to bottom, and its suite is one function.
    files: SPECS,
    rules: {
      'max-lines': ['error', { max: 500 }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
]);
