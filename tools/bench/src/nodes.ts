import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A Node to measure with. */
export interface NodeBinary {
  /** As `process.version` has it. */
  readonly version: string;
  readonly path: string;
}

export const runningNode: NodeBinary = { version: process.version, path: process.execPath };

/**
 * A Node from npm's package `node`, downloaded once and kept by npm.
 *
 * @param version a version, a range or a tag of that package
 * @throws Error with what npm says, where it cannot give it
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
  // Without the package's own binary, the shell finds the one that is running.
  if (node.path === runningNode.path) throw new Error('the package has no binary for this platform');
  return node;
}
