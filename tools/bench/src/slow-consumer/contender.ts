import type { Role } from '../measure/contender.js';
import type { Counters } from './counters.js';

/** Who carries the rows from a worker thread to a consumer that takes its time. */
export interface SlowContender {
  readonly name: string;
  readonly role: Role;
  /** A module with {@link SlowHalves}. */
  readonly module: URL;
}

export interface SlowHalves {
  /** In the worker thread: offers the rows to whoever asks for them. */
  readonly produce: (rows: () => AsyncGenerator<unknown>) => unknown;
  /** In the main thread: starts the worker, asks for its rows, and is done with one when `take` has resolved. */
  readonly consume: (start: WorkerStart, take: () => Promise<void>) => Promise<unknown>;
}

/** What a worker thread that produces is started with. */
export interface WorkerStart {
  readonly file: URL;
  readonly options: { readonly workerData: ProducerOrder };
}

export interface ProducerOrder {
  readonly module: string;
  readonly counters: Counters;
}

/** What the thread that watches is started with. */
export interface WatcherOrder {
  readonly counters: Counters;
  readonly watchMs: number;
}

/** How far the producer was ahead of its consumer, and what that took. */
export interface SlowFigures {
  /** Items produced and not yet processed when half of the time was over. */
  readonly aheadAtHalf: number;
  readonly aheadAtEnd: number;
  /** Items that the consumer has processed. */
  readonly processed: number;
  /** Resident memory of the process, in bytes: how much more at the end than half a second after the first one. */
  readonly memoryGained: number;
}
