import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { filter, firstValueFrom, ReplaySubject, timeout, type Observable } from 'rxjs';
import { userEnvironment } from '../user-environment.js';

/** Time limit for a line or an end that a spec waits for, in ms. */
const PATIENCE_MS = 60_000;

const running = new Set<Program>();

/** Ends every command that is still running, after a failure for instance. */
export async function endPrograms(): Promise<void> {
  await Promise.all([...running].map((program) => program.end('SIGKILL')));
}

/** A command in a shell, with the lines that it prints. */
export class Program {
  /** All lines on stdout and stderr so far. */
  readonly lines: string[] = [];
  /** Each line, the earlier ones first. Completes when the program has ended. */
  readonly line$: Observable<string>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #command: string;
  readonly #line$ = new ReplaySubject<string>();

  constructor(command: string, cwd: string, env: NodeJS.ProcessEnv = {}) {
    this.#command = command;
    // A group of its own, so that `end` reaches the processes that the command has started.
    this.#child = spawn('sh', ['-c', command], { cwd, env: userEnvironment(env), detached: true });
    this.line$ = this.#line$.asObservable();
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface(stream).on('line', (line) => this.print(line));
    }
    running.add(this);
    this.ended = new Promise((resolve) =>
      this.#child.once('close', (code) => {
        running.delete(this);
        this.#line$.complete();
        resolve(code);
      }),
    );
  }

  /** Adds a line that the program shows in another place, in a browser for instance. */
  print(line: string): void {
    this.lines.push(line);
    this.#line$.next(line);
  }

  /** The next or an earlier line that matches. @throws Error with everything printed, if none comes */
  async until(pattern: RegExp): Promise<string> {
    const wanted$ = this.line$.pipe(
      filter((line) => pattern.test(line)),
      timeout({ first: PATIENCE_MS }),
    );
    return firstValueFrom(wanted$).catch(() => {
      throw new Error(`${this.#command} has not printed ${String(pattern)}:\n${this.lines.join('\n')}`);
    });
  }

  /** Ends the command and the processes that it has started, as Ctrl+C in a terminal does. */
  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      try {
        process.kill(-this.#child.pid!, signal);
      } catch {
        // It has just ended by itself.
      }
    }
    await this.ended;
  }

  /** The lines without those of npm itself: `> start`, and the command of the script. */
  get output(): string[] {
    return this.lines.filter((line) => line !== '' && !line.startsWith('> '));
  }
}

/** Runs a command to its end. @throws Error with everything printed, for an exit code other than 0 */
export async function run(command: string, cwd: string, env?: NodeJS.ProcessEnv): Promise<Program> {
  const program = new Program(command, cwd, env);
  const code = await program.ended;
  if (code !== 0) throw new Error(`${command} has failed with code ${code}:\n${program.lines.join('\n')}`);
  return program;
}
