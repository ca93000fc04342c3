import type { Role } from '../measure/contender.js';
import type { Counters } from './counters.js';

/** A contender that carries rows from a worker thread to a slow consumer. */
export interface SlowContender {
  readonly name: string;
  readonly role: Role;
  /** A module with {@link SlowHalves}. */
  readonly module: URL;
}

export interface SlowHalves {
  /** In the worker thread: offers the rows to consumers that ask for them. */
  readonly produce: (rows: () => AsyncGenerator<unknown>) => unknown;
  /**
   * In the main thread: starts the worker and asks for its rows. A row is processed when `take` has
   * resolved.
   */
  readonly consume: (start: WorkerStart, take: () => Promise<void>) => Promise<unknown>;
}

/** The data that a producing worker thread is started with. */
export interface WorkerStart {
  readonly file: URL;
  readonly options: { readonly workerData: ProducerOrder };
}

export interface ProducerOrder {
  readonly module: string;
  readonly counters: Counters;
}

/** The data that the watching thread is started with. */
export interface WatcherOrder {
  readonly counters: Counters;
  readonly watchMs: number;
}

/** How far the producer was ahead of its consumer, and the memory that this took. */
export interface SlowFigures {
  /** Items produced and not yet processed after half of the time. */
  readonly aheadAtHalf: number;
  readonly aheadAtEnd: number;
  /** Items that the consumer has processed. */
  readonly processed: number;
  /** Growth of resident memory, in bytes, from half a second after the first item to the end. */
  readonly memoryGained: number;
}
