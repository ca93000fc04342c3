import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A Node to measure with. */
export interface NodeBinary {
  /** Written as `process.version` is. */
  readonly version: string;
  readonly path: string;
}

export const runningNode: NodeBinary = { version: process.version, path: process.execPath };

/**
 * A Node from npm's package `node`, downloaded once and kept by npm.
 *
 * @param version a version, a range or a tag of that package
 * @throws Error with npm's message if npm cannot provide it
 */
export async function npmNode(version: string): Promise<NodeBinary> {
  const answer = promisify(execFile)('npx', [
    '--yes',
    `--package=node@${version}`,
    '--',
    'node',
    '--print',
    'JSON.stringify({ version: process.version, path: process.execPath })',
  ]);
  const { stdout } = await answer.catch((error: { readonly stderr?: string; readonly message: string }) => {
    const reason = /npm error (?!code)(.+)/.exec(error.stderr ?? '')?.[1];
    throw new Error(reason ?? error.message.split('\n', 1)[0]);
  });
  const node = JSON.parse(stdout) as NodeBinary;
  // If the package has no binary of its own, the shell finds the running one.
  if (node.path === runningNode.path) throw new Error('the package has no binary for this platform');
  return node;
}
