import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface ProgramOptions {
  /** True: one minified file. False: packages load from `node_modules`, as installed. */
  readonly isBundled: boolean;
  /** Conditions of package.json's `exports` for a bundle. None for published packages. */
  readonly conditions?: readonly string[] | undefined;
}

const folder = fileURLToPath(new URL('../../dist/programs/', import.meta.url));

/**
 * Writes the program that runs `answer` of a module, and returns its path. A bundle is CommonJS, as esbuild
 * makes it for Node by default.
 */
export async function programFile(
  module: URL,
  { isBundled, conditions = [] }: ProgramOptions,
): Promise<string> {
  const path = fileURLToPath(module);
  const name = basename(path, '.js');
  const outfile = `${folder}${name}${isBundled ? '.bundled.cjs' : '.mjs'}`;
  await build({
    stdin: {
      contents: `import { answer } from './${name}.js'; answer();`,
      resolveDir: fileURLToPath(new URL('.', module)),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    ...(isBundled
      ? { format: 'cjs', minify: true, conditions: [...conditions] }
      : { format: 'esm', packages: 'external' }),
  });
  return outfile;
}
