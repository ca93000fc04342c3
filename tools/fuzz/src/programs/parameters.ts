import { isMainThread, workerData } from 'node:worker_threads';

/** The connection of a fuzzer's program to main. */
export type Way = 'worker' | 'child' | 'socket';

export interface PeerParameters {
  readonly way: Way;
  readonly seed: number;
  /** For hostile programs: how many frames to send. */
  readonly frames: number;
  /** For honest programs: the prefix of their values. */
  readonly secret: string;
  readonly url: string;
  readonly token: string;
}

/** In a worker they are its data. In a process they are its one argument. */
export function parameters(): PeerParameters {
  if (!isMainThread) return workerData as PeerParameters;
  return JSON.parse(process.argv[2]!) as PeerParameters;
}

/**
 * The report of a program at its end. It is a line on standard output, because the program's own
 * channels are under attack.
 */
export interface HostileReport {
  readonly kinds: Readonly<Record<string, number>>;
  readonly frames: number;
}

export interface HonestReport {
  readonly calls: number;
  readonly failures: readonly string[];
  readonly wrongAnswers: readonly string[];
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const MARK = 'culvert-fuzz-report ';

export function tell(report: HostileReport | HonestReport): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${MARK}${JSON.stringify(report)}\n`, () => resolve());
  });
}

export function readReport<T>(output: string): T | undefined {
  const line = output.split('\n').find((text) => text.startsWith(MARK));
  return line === undefined ? undefined : (JSON.parse(line.slice(MARK.length)) as T);
}
