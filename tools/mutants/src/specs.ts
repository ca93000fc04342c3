import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { Mutant } from './mutant.js';

/** A run of the specs that lasts longer has no result. */
const MOST_MS = 120_000;

/** The title of the first test that failed. `null`: all have passed. `undefined`: the time was over. */
export type SpecResult = string | null | undefined;

/**
 * Runs the plain specs beside the file of a bug, and those of the whole core, until one fails. Jest plants the bug while
 * it compiles, so the sources stay as they are.
 */
export function runSpecs(root: string, mutant: Mutant): Promise<SpecResult> {
  const args = ['jest', '-c', 'tools/mutants/specs/jest.config.cjs', '-w', '1', '--bail', '--silent'];
  const jest = spawn('npx', [...args, '--testTimeout', '15000', '--testPathPatterns', ...foldersOf(mutant)], {
    cwd: root,
    env: { ...process.env, CULVERT_MUTANT: JSON.stringify(mutant) },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let output = '';
  jest.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(undefined);
      process.kill(-jest.pid!);
    }, MOST_MS);
    jest.on('error', reject);
    jest.on('close', (code) => {
      clearTimeout(timer);
      const title = /^ +● (.+)$/m.exec(output)?.[1];
      if (code !== 0 && title === undefined) reject(new Error(`Jest has failed without a test:\n${output}`));
      resolve(code === 0 ? null : title);
    });
  });
}

function foldersOf({ file }: Mutant): string[] {
  if (file.startsWith('libs/transport-kit/')) return ['libs/transport-kit/'];
  const folder = file.startsWith('libs/router/') ? 'libs/router/' : `${dirname(file)}/`;
  return [folder, 'libs/core/src/specs/'];
}
