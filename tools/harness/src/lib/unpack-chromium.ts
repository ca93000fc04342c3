import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = '@sparticuz/chromium';

/**
 * Unpacks the Chromium of `@sparticuz/chromium` once per version and returns its path.
 *
 * The package unpacks straight into the temporary folder, and takes any file that it finds there
 * for a whole one. Two test runs that start together would get half a browser. So a child process
 * unpacks into a folder of its own. That folder is then renamed to the final name at once. The
 * slower process deletes its copy.
 */
export async function unpackChromium(): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const entry = resolve(PACKAGE);
  const folder = join(tmpdir(), `culvert-chromium-${packageVersion(entry)}`);
  const executable = join(folder, 'chromium');
  if (existsSync(executable)) return executable;
  const staging = await mkdtemp(`${folder}-`);
  try {
    const script = `import('${pathToFileURL(entry).href}').then((chromium) => chromium.default.executablePath())`;
    await promisify(execFile)(process.execPath, ['-e', script], { env: { ...process.env, TMPDIR: staging } });
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(executable)) throw error;
  }
  return executable;
}

/** The package does not export its package.json, so this searches the folders above its entry. */
function packageVersion(entry: string): string {
  const load = createRequire(entry);
  let folder = dirname(entry);
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const { name, version } = load(file) as { readonly name?: string; readonly version?: string };
      if (name === PACKAGE && version !== undefined) return version;
    }
    if (dirname(folder) === folder) throw new Error(`${entry} is not inside the package ${PACKAGE}.`);
    folder = dirname(folder);
  }
}
