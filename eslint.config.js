import tseslint from 'typescript-eslint';

/**
 * Which rooms a room may import from (docs/architecture.md). Imports point one way:
 * {cli, library} → check → {inspect, plan, workload, probe, judge, report, discovery} → {kubernetes, liqo, platform} → model;
 * discovery sees probe, agent sees both.
 */
const mayImport = {
  model: [],
  liqo: ['model'],
  platform: ['model'],
  kubernetes: ['model'],
  probe: ['model'],
  discovery: ['model', 'probe'],
  agent: ['model', 'probe', 'discovery'],
  inspect: ['model', 'kubernetes', 'liqo', 'platform'],
  plan: ['model', 'liqo', 'platform'],
  workload: ['model', 'kubernetes'],
  judge: ['model', 'liqo', 'platform'],
  report: ['model', 'liqo'],
  check: [
    'model',
    'kubernetes',
    'liqo',
    'platform',
    'inspect',
    'plan',
    'workload',
    'probe',
    'discovery',
    'agent',
    'judge',
    'report',
  ],
  lab: ['model', 'probe', 'kubernetes'],
  library: ['model', 'kubernetes', 'check', 'report', 'judge', 'probe'],
  cli: ['model', 'kubernetes', 'liqo', 'check', 'report', 'judge', 'probe', 'lab'],
};

/** Rooms that compute and never touch the world. */
const pureRooms = ['model', 'liqo', 'platform', 'plan', 'judge', 'report'];

const worldModules = [
  'node:fs',
  'node:fs/promises',
  'node:net',
  'node:tls',
  'node:dgram',
  'node:dns',
  'node:dns/promises',
  'node:http',
  'node:https',
  'node:child_process',
  'node:os',
  'node:process',
  'node:timers',
  'node:timers/promises',
  '@kubernetes/client-node',
  'ora',
  'yargs',
];

const rooms = Object.keys(mayImport);

function roomRules(room) {
  const forbidden = rooms.filter((other) => other !== room && !mayImport[room].includes(other));
  const pure = pureRooms.includes(room);
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: pure ? worldModules.map((name) => ({ name, message: 'This room does no I/O.' })) : [],
          patterns: [
            {
              regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
              message: `src/${room} may import only from: ${mayImport[room].join(', ') || 'nothing'}.`,
            },
          ],
        },
      ],
      ...(pure && {
        'no-restricted-globals': [
          'error',
          'process',
          'fetch',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'performance',
        ],
        'no-restricted-properties': [
          'error',
          { object: 'Date', property: 'now', message: 'Time comes in as a parameter.' },
          { object: 'Math', property: 'random', message: 'Randomness comes in as a parameter.' },
        ],
      }),
    },
  };
}

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'bin/*.js', 'scripts/*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // The Kubernetes client declares its models as classes and takes plain objects for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-console': 'error',
    },
  },
  { files: ['src/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'error' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': 'off',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['*.js', 'scripts/*.js', 'bin/*.js'], rules: { 'no-console': 'off' } },
  // Scripts: the launcher answers before Node.js loads what it needs for modules.
  { files: ['bin/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  ...rooms.map(roomRules),
  {
    // The lab's own model of Liqo is what the product is measured by: it may not see what it measures.
    files: ['src/lab/truth/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./)+(?!model/|topology/|network/)[a-z]|^(\\.\\./){2,}(?!model/)[a-z]',
              message: 'src/lab/truth may import only from src/model, src/lab/topology and src/lab/network.',
            },
          ],
        },
      ],
    },
  },
);
