// What the linter refuses: types that lie, Observables that leak, and in pure layers every clock but that of RxJS.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const pureLayers = [
  'src/{angular,conversation,durable,errors,history,json,limits,operators,reducer,request,sse,structured,testing,tools,usage,validation,wire}/**',
  'src/mock-server/engine/**',
  'src/client/run-operation.ts',
];
const nodeLayers = ['src/{node,cli}/**', 'src/mock-server/*.ts'];
// Observables are created by hand at the edges to APIs without RxJS.
const edges = 'src/{async-context,node,relay,response,stores,subscribers,transport}/**';
// And in the queue, which subscribes later, with its own subscriber class.
const queue = 'src/limits/request-queue.ts';
// Where Observables meet `await`.
const bridges = [
  'src/operators/internal/iterate.ts',
  'src/angular/chat-resource.ts',
  'src/durable/durable-runs-api.ts',
  'src/durable/http/to-run-web-response.ts',
];

const observableByHand = {
  selector: 'NewExpression[callee.name="Observable"]',
  message:
    'Compose instead: Observables are made by hand only in async-context, node, relay, response, stores, subscribers and transport, and in limits/request-queue.ts.',
};
const wallClock = {
  selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
  message: 'Time comes from RxJS: asyncScheduler.now().',
};
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const promises = [
  { selector: ':function[async=true]', message: 'Nothing awaits between the transport and the subscriber.' },
  { selector: 'AwaitExpression', message: 'Nothing awaits between the transport and the subscriber.' },
  {
    selector: 'ForOfStatement[await=true]',
    message: 'Nothing awaits between the transport and the subscriber.',
  },
  { selector: 'Identifier[name="Promise"]', message: 'No promises here: return an Observable.' },
];

const builtins = {
  regex: `^(node:.*|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')}))$`,
  message: 'Only src/node, src/mock-server and src/cli know Node.',
};
const undici = { regex: '^undici(/|$)', message: 'Only src/node, src/mock-server and src/cli know undici.' };
const eventsourceParser = { regex: '^eventsource-parser(/|$)', message: 'Only src/sse knows it.' };

export default defineConfig(
  globalIgnores([
    'dist',
    'temp',
    'coverage',
    'docs/reference',
    'spec/tooling/fixtures',
    // Has dependencies of its own; `npm run test:package` installs them and checks its types.
    'examples/testing',
    // Has dependencies of its own; `npm run test:browser` builds it, which checks its types.
    'examples/angular-chat',
    'spec/package/angular-chat',
    '**/node_modules',
  ]),
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // takeWhile also ends a source for reasons that lie outside of its values.
      'rxjs-x/no-ignored-takewhile-value': 'off',
      // A constructor that only narrows the type of its parameter is not useless.
      '@typescript-eslint/no-useless-constructor': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-cond-assign': ['error', 'always'],
      'no-multi-assign': 'error',
      'no-return-assign': ['error', 'always'],
      'no-restricted-imports': ['error', { patterns: [builtins, undici, eventsourceParser] }],
      'no-restricted-syntax': ['error', observableByHand],
    },
  },
  {
    files: pureLayers,
    rules: {
      'no-restricted-globals': ['error', { globals: timers, checkGlobalObject: true }],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: wallClock.message },
        { object: 'performance', property: 'now', message: wallClock.message },
      ],
      'no-restricted-syntax': ['error', observableByHand, wallClock, ...promises],
    },
  },
  { files: [edges], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['src/sse/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [builtins, undici] }],
    },
  },
  {
    files: ['src/async-context/capture-context.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [undici, eventsourceParser] }] },
  },
  { files: nodeLayers, rules: { 'no-restricted-imports': ['error', { patterns: [eventsourceParser] }] } },
  { files: [queue], rules: { 'no-restricted-syntax': ['error', wallClock, ...promises] } },
  { files: bridges, rules: { 'no-restricted-syntax': ['error', observableByHand, wallClock] } },
  {
    files: ['src/node/load-commonjs.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['spec/**', 'examples/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
      'rxjs-x/no-ignored-error': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        AbortController: false,
        Buffer: false,
        Response: false,
        TextDecoder: false,
        TextEncoder: false,
        URL: false,
        clearInterval: false,
        clearTimeout: false,
        console: false,
        fetch: false,
        module: false,
        performance: false,
        process: false,
        require: false,
        setInterval: false,
        setTimeout: false,
      },
    },
  },
);
