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

  interface Tsconfig {
    readonly compilerOptions: object;
    readonly files: readonly string[];
  }

  function compile(compiler: keyof typeof compilers, { compilerOptions, files }: Tsconfig): string {
    const always = { target: 'es2022', types: ['node'], strict: true, noEmit: true };
    const tsconfig = { compilerOptions: { ...always, ...compilerOptions }, files };
    writeFileSync(join(consumer.root, 'tsconfig.json'), JSON.stringify(tsconfig));
    return consumer.runPackage(`${compilers[compiler]}/bin/tsc`, ['-p', '.']).output;
  }

  it.each(
    (['5.5', '5.9', '6.0'] as const).flatMap((compiler) =>
      resolutions.map(([module, moduleResolution]) => ({ compiler, module, moduleResolution })),
    ),
  )('compile with $compiler and $moduleResolution', ({ compiler, ...options }) => {
    const output = compile(compiler, {
      compilerOptions: {
        ...options,
        lib: ['es2023', 'dom'],
        exactOptionalPropertyTypes: true,
        // Checks the declarations themselves as well, once for each compiler: it takes long.
        skipLibCheck: options.moduleResolution !== 'bundler',
        // TypeScript 6 asks for this before it resolves as Node 10 does.
        ...(compiler === '6.0' && options.moduleResolution === 'node10' && { ignoreDeprecations: '6.0' }),
      },
      files: types.map((type) => `${type}/main.ts`),
    });

    // Declarations of other packages may need a newer compiler.
    expect(output.split('\n').filter((line) => /culvert|main\.ts|tsconfig/.test(line))).toEqual([]);
  });

  it.each(['jest', 'jest-globals', 'vitest'])('add the matchers to the expect of %s alone', (runner) => {
    consumer.add('matchers');

    const output = compile('6.0', {
      compilerOptions: {
        module: 'nodenext',
        skipLibCheck: true,
        ...(runner === 'jest' && { types: ['jest'] }),
      },
      files: [`${runner}.ts`],
    });

    expect(output).toBe('');
  });

  it.each(['5.5', '5.9', '6.0'] as const)(
    'are the same types in an ES module and in a CommonJS file, with %s',
    (compiler) => {
      consumer.add('mixed');

      const output = compile(compiler, {
        compilerOptions: { module: 'nodenext', skipLibCheck: true },
        files: ['mixed.mts', 'mixed.cts'],
      });

      expect(output).toBe('');
    },
  );
});
