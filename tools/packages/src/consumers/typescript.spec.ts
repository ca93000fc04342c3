import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Consumer } from './consumer.js';

/** The folder of each compiler in the project's `node_modules`. */
const compilers = { '5.5': 'typescript-5.5', '5.9': 'typescript-5.9', '6.0': 'typescript' };
/** `module` and `moduleResolution`. */
const resolutions = [
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
  ['commonjs', 'node10'],
] as const;

/** Each program has a file of both kinds. */
const types = ['module', 'commonjs'] as const;

describe('the typings', () => {
  let consumer: Consumer;
  beforeAll(() => {
    consumer = new Consumer(['typescript-5.5', 'typescript-5.9']);
    for (const type of types) {
      consumer.add('plain/main.ts', `${type}/main.ts`);
      consumer.describe(type, { type });
    }
  });
  afterAll(() => consumer.remove());

  it.each(
    (['5.5', '5.9', '6.0'] as const).flatMap((compiler) =>
      resolutions.map(([module, moduleResolution]) => ({ compiler, module, moduleResolution })),
    ),
  )('compile with $compiler and $moduleResolution', ({ compiler, ...options }) => {
    writeFileSync(
      join(consumer.root, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          ...options,
          target: 'es2022',
          lib: ['es2023', 'dom'],
          types: ['node'],
          strict: true,
          exactOptionalPropertyTypes: true,
          // Checks the declarations themselves as well, once for each compiler: it takes long.
          skipLibCheck: options.moduleResolution !== 'bundler',
          noEmit: true,
          // TypeScript 6 asks for this before it resolves as Node 10 does.
          ...(compiler === '6.0' && options.moduleResolution === 'node10' && { ignoreDeprecations: '6.0' }),
        },
        files: types.map((type) => `${type}/main.ts`),
      }),
    );

    const { output } = consumer.runPackage(`${compilers[compiler]}/bin/tsc`, ['-p', '.']);

    // Declarations of other packages may need a newer compiler.
    expect(output.split('\n').filter((line) => /culvert|main\.ts|tsconfig/.test(line))).toEqual([]);
  });

  it.each(['5.5', '5.9', '6.0'] as const)(
    'are the same types in an ES module and in a CommonJS file, with %s',
    (compiler) => {
      consumer.add('mixed');
      const options = [
        '--strict',
        '--noEmit',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        '--types',
        'node',
      ];

      const { output } = consumer.runPackage(`${compilers[compiler]}/bin/tsc`, [
        ...options,
        ...['--skipLibCheck', 'mixed.mts', 'mixed.cts'],
      ]);

      expect(output).toBe('');
    },
  );
});
