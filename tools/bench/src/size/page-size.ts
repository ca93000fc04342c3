import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * The size of a few exports in a page: minified, with gzip, in bytes. RxJS is the app's own, and
 * not included.
 */
export interface PageSize {
  readonly minified: number;
  readonly gzip: number;
}

/** Measures packages as they are published, from `dist`. */
export async function pageSize(source: string): Promise<PageSize> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['rxjs', 'rxjs/*'],
    logLevel: 'silent',
  });
  const bytes = outputFiles[0]!.contents;
  return { minified: bytes.byteLength, gzip: gzipSync(bytes, { level: 9 }).byteLength };
}
