import { isMainThread, workerData } from 'node:worker_threads';

/** How a program of the fuzzer reaches main. */
export type Way = 'worker' | 'child' | 'socket';

export interface PeerParameters {
  readonly way: Way;
  readonly seed: number;
  /** Of the hostile: how many frames it sends. */
  readonly frames: number;
  /** Of the honest: what its values begin with. */
  readonly secret: string;
  readonly url: string;
  readonly token: string;
}

/** In a worker they are its data, in a process its one argument. */
export function parameters(): PeerParameters {
  if (!isMainThread) return workerData as PeerParameters;
  return JSON.parse(process.argv[2]!) as PeerParameters;
}

/** What a program tells at its end, as a line on its standard output: its own channels are under attack. */
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
