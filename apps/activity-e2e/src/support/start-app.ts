import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** The exit code or signal of a process. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The app as it runs for a user. */
export interface RunningApp {
  readonly child: ChildProcess;
  /** All output so far, line by line. */
  readonly lines: readonly string[];
  /** `http://127.0.0.1:PORT/?token=…` */
  readonly address: string;
  readonly port: number;
  readonly ended: Promise<Ending>;
  /** The address of one of the windows. */
  pageAddress(page: '' | 'overview' | 'processes' | 'disk'): string;
}

const workspace = join(__dirname, '../../../..');
const script = join(workspace, 'apps/activity/start.mjs');

/** Processes of a failed test must not keep Jest, or the machine, busy. */
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Runs the start script. @param args a user's arguments after `npm start --` */
export function runStartScript(args: readonly string[], more: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [script, ...args], {
    cwd: workspace,
    env: { ...process.env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs `npm start` in a process group of its own, as a terminal does. */
export function runNpmStart(args: readonly string[]): ChildProcess {
  return spawn('npm', ['start', '--', ...args], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Starts the app without a browser and resolves when it has printed its address. */
export async function startApp(
  dataDir: string,
  more: readonly string[] = ['--port', '0'],
  run: (args: readonly string[]) => ChildProcess = runStartScript,
): Promise<RunningApp> {
  const child = run(['--no-open', '--data-dir', dataDir, ...more]);
  started.push(child);
  const lines: string[] = [];
  const ended = endOf(child);
  const address = await addressOf(child, lines, ended);
  const { origin, port, search } = new URL(address);
  return {
    child,
    lines,
    address,
    port: Number(port),
    ended,
    pageAddress: (page) => `${origin}/${page}${search}`,
  };
}

export function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}

/** All output of a command until it ends. */
export async function outputOf(
  child: ChildProcess,
): Promise<{ readonly stdout: string; readonly stderr: string } & Ending> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ending = await new Promise<Ending>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  return { stdout, stderr, ...ending };
}

function addressOf(child: ChildProcess, lines: string[], ended: Promise<Ending>): Promise<string> {
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0];
        if (address !== undefined) resolve(address);
      });
    }
    void ended.then(({ code, signal }) =>
      reject(new Error(`The app ended (${signal ?? code}) before it had an address:\n${lines.join('\n')}`)),
    );
  });
}
