import { fork, spawn, type ChildProcess, type ForkOptions, type StdioOptions } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { checkObject, invalidArgument } from '@culvert/protocol';
import type { RendererPipes } from './pipe-link.js';
import { PIPES_VARIABLE } from './renderer-pipes.js';

/** Options of `child_process.fork`, and a switch that adds Node's IPC channel to Culvert's pipes. */
export interface ForkRendererOptions extends ForkOptions {
  /**
   * Adds Node's IPC channel, for messages of your own: `child.send`, `process.send`, `'message'` and
   * `'disconnect'`. An `'ipc'` in `stdio` does the same.
   *
   * **Through that channel a child can end this process**: if the child writes an invalid message, Node throws
   * where no code can catch it. Give the channel only to children that you trust.
   *
   * @defaultValue false
   */
  readonly ipc?: boolean | undefined;
}

/** A child process without Node's IPC channel. */
export type RendererProcess = Omit<ChildProcess, 'send' | 'disconnect' | 'connected' | 'channel'>;

/** The state that `forkRenderer` keeps for `childTransport`. */
export interface ForkedRenderer {
  /** Absent if the child could not be started. */
  readonly pipes: RendererPipes | undefined;
  /** The reason why the child could not be started. */
  failure: Error | undefined;
}

type StdioList = Extract<StdioOptions, unknown[]>;

const forkedByChild = new WeakMap<object, ForkedRenderer>();

/**
 * Names by which Node tells a child of its IPC channel. Without a channel, such a variable comes from another
 * process.
 */
const CHANNEL_VARIABLES = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'];

/**
 * Starts a renderer in a child process, as `child_process.fork` does. But it adds two pipes at the end of
 * `stdio` in place of Node's IPC channel. Frames go through these as bytes. Invalid bytes end that renderer and
 * not this process.
 *
 * If the child cannot be started, `frames$` of its transport errors with `ERR_CULVERT_TRANSPORT`. The child
 * still emits `'error'`, which does not end this process if it has no listener.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a file, and for arguments that are not an array of strings.
 * Also for an `execArgv`, `env` or `stdio` of another type.
 * @throws the errors of `spawn`, with Node's codes, for other options that it does not accept
 *
 * @example
 * const child = forkRenderer(fileURLToPath(new URL('./renderer.js', import.meta.url)));
 * const webContents = main.connect(childTransport(child), { kind: 'process' });
 */
export function forkRenderer(
  file: string | URL,
  args: readonly string[] | undefined,
  options: ForkRendererOptions & { readonly ipc: true },
): ChildProcess;
export function forkRenderer(
  file: string | URL,
  args?: readonly string[],
  options?: ForkRendererOptions,
): RendererProcess;
export function forkRenderer(
  file: string | URL,
  args: readonly string[] = [],
  options: ForkRendererOptions = {},
): RendererProcess {
  checkObject('forkRenderer: options', options);
  checkStrings('args', args);
  checkOptions(options);
  if (typeof file !== 'string' && !((file as unknown) instanceof URL))
    throw invalidArgument('forkRenderer needs the file of the renderer: a path, or a file: URL.');
  const { ipc: _, ...rest } = options;
  const stdio = stdioOf(options);
  const env = {
    ...(options.env ?? process.env),
    [PIPES_VARIABLE]: `${stdio.length}:${stdio.length + 1}:${process.pid}`,
  };
  const all = { ...rest, env, stdio: [...stdio, 'pipe', 'pipe'] as StdioList };
  const child = stdio.includes('ipc') ? fork(file, args, all) : start(file, args, all);
  const forked: ForkedRenderer = { pipes: pipesOf(child, stdio.length), failure: undefined };
  forkedByChild.set(child, forked);
  child.on('error', (error) => {
    if (child.pid === undefined) forked.failure ??= error;
  });
  return child;
}

/** Node does not check these: this module reads them first. */
function checkOptions({ execArgv, env, stdio }: ForkRendererOptions): void {
  if (execArgv !== undefined) checkStrings('execArgv', execArgv);
  if (env !== undefined) checkObject('forkRenderer: env', env);
  if (stdio !== undefined && typeof stdio !== 'string' && !Array.isArray(stdio))
    throw invalidArgument('forkRenderer: stdio must be a string or an array.');
}

function checkStrings(name: string, list: unknown): void {
  if (!Array.isArray(list) || list.some((item) => typeof item !== 'string'))
    throw invalidArgument(`forkRenderer: ${name} must be an array of strings.`);
}

/** The state of a child, if it comes from `forkRenderer`. */
export function forkedRenderer(child: object): ForkedRenderer | undefined {
  return forkedByChild.get(child);
}

/** Starts a child as `fork` does, without the channel. */
function start(
  file: string | URL,
  args: readonly string[],
  {
    execPath = process.execPath,
    execArgv = process.execArgv,
    silent: _,
    env,
    ...options
  }: ForkOptions & {
    readonly env: NodeJS.ProcessEnv;
  },
): ChildProcess {
  for (const name of CHANNEL_VARIABLES) delete env[name];
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  return spawn(execPath, [...withoutEval(execArgv), path, ...args], { ...options, env, shell: false });
}

/** If this process was started with `node --eval`, the child must not evaluate the same code. */
function withoutEval(execArgv: readonly string[]): readonly string[] {
  if (execArgv !== process.execArgv) return execArgv;
  const at = execArgv.findIndex((arg) => ['-e', '--eval', '-p', '-pe', '--print'].includes(arg));
  return at < 0 ? execArgv : [...execArgv.slice(0, at), ...execArgv.slice(at + 2)];
}

/** The `stdio` of `fork` as an array, with the IPC channel only if the options ask for it. */
function stdioOf({ stdio, silent, ipc }: ForkRendererOptions): StdioList {
  const each = typeof stdio === 'string' ? stdio : silent === true ? 'pipe' : 'inherit';
  const list: StdioList = Array.isArray(stdio) ? [...stdio] : [each, each, each];
  while (list.length < 3) list.push(undefined);
  if (ipc === true && !list.includes('ipc')) list.push('ipc');
  return list;
}

/** The child keeps its parent alive, as after `fork`. The pipes alone do not. */
function pipesOf(child: ChildProcess, at: number): RendererPipes | undefined {
  // Node gives no sockets if it is out of descriptors.
  const [output, input] = [child.stdio?.[at], child.stdio?.[at + 1]];
  if (child.pid === undefined || !(output instanceof Socket) || !(input instanceof Socket)) return undefined;
  for (const socket of [output, input]) {
    socket.unref();
    // A broken pipe is noticed by its end.
    socket.on('error', () => {});
  }
  return { output, input };
}
