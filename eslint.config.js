import js from '@eslint/js'
import tseslint from 'typescript-eslint'

/**
 * Who may import whom (DESIGN.md §2). A package that is not listed for a folder cannot be imported there.
 */
const fences = {
  schemas: [],
  'packages/domain': ['schemas'],
  'packages/timeline': ['schemas'],
  'packages/ffmpeg': ['schemas', 'timeline'],
  'packages/event-store': ['schemas'],
  'packages/jetstream': ['schemas'],
  'packages/read-model': ['schemas'],
  'packages/storage': ['schemas'],
  'packages/lifecycle': [],
  observability: [],
  'services/standalone': ['lifecycle', 'observability'],
  'deploy/demo': ['schemas', 'lifecycle'],
}
const packages = [
  ...['schemas', 'observability', 'domain', 'event-store', 'jetstream', 'timeline', 'ffmpeg'],
  ...['read-model', 'storage', 'lifecycle'],
]
const services = ['api', 'dispatcher', 'worker', 'projector', 'sweeper', 'standalone']

/** Each third-party client has one owner; everybody else goes through it. */
const owners = {
  '@eventstore/db-client': ['packages/event-store'],
  nats: ['packages/jetstream'],
  kysely: ['packages/read-model', 'packages/event-store'],
  pg: ['packages/read-model', 'packages/event-store', 'services/standalone'],
  'fluent-ffmpeg': ['packages/ffmpeg'],
  fastify: ['services/api'],
  'prom-client': ['observability'],
  '@opentelemetry/sdk-node': ['observability'],
  pino: ['observability'],
}

const everyFolder = [...Object.keys(fences), ...services.map((name) => `services/${name}`)]

const boundaries = [...new Set(everyFolder)].map((folder) => {
  const allowed = fences[folder] ?? packages
  const foreign = [...packages, ...services].filter((name) => !allowed.includes(name))
  return {
    files: [`${folder}/src/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...(foreign.length === 0
              ? []
              : [
                  {
                    group: foreign.map((name) => `@framewright/${name}`),
                    message: `${folder} may not import this (DESIGN.md §2)`,
                  },
                ]),
            { group: ['**/test/**', '@framewright/test'], message: 'nothing in src imports tests' },
          ],
          paths: Object.entries(owners)
            .filter(([, owning]) => !owning.includes(folder))
            .map(([name, owning]) => ({ name, message: `only ${owning.join(', ')} imports ${name}` })),
        },
      ],
    },
  }
})

const pureFolders = ['packages/domain', 'packages/timeline']

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.framewright/**', 'schemas/json/**', '**/.tap/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        // The first has nearly all of them; each project more is another program to be made.
        project: ['./test/tsconfig.json', './deploy/demo/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/src/**/*.ts'],
    ignores: ['**/src/main.ts', '**/src/rebuild.ts', 'deploy/demo/src/demo.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'only main.ts reads the environment' },
      ],
    },
  },
  {
    files: pureFolders.map((folder) => `${folder}/src/**/*.ts`),
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'time is an input here',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'time is an input here',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'chance is an input here',
        },
        { selector: ':function[async=true]', message: 'pure code waits for nothing' },
      ],
    },
  },
  {
    files: ['**/test/**/*.ts', '**/*.test.ts'],
    rules: {
      // tap's t.test returns a promise that tap itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'default'], package: 'tap' }],
          ignoreIIFE: true,
          ignoreVoid: true,
        },
      ],
      '@typescript-eslint/require-await': 'off',
      // What a test takes from the things that it opens are closures, not methods.
      '@typescript-eslint/unbound-method': 'off',
      'no-console': 'off',
    },
  },
  ...boundaries,
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
)
