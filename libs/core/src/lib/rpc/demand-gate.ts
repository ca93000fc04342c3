import type { Overflow } from '@culvert/protocol';
import type { Scope } from './credit.js';

/** What a source that can be paused asks and is told. What is delivered with an item is what holds that item. */
export interface DemandGate extends Scope {
  /** Whether there is demand for one more item. */
  readonly isOpen: boolean;
  /** Whether one more item may be asked for now, which counts for what this process may do in one turn. */
  mayPull(): boolean;
  /** For how many items there is demand. */
  readonly room: number;
  /** What becomes of the items of a source that cannot be paused, and how many are kept. */
  readonly overflow: Overflow;
  readonly bufferSize: number;
  /** Called when there is demand again. */
  onOpen: (() => void) | undefined;
  /** Ends the hold on what waits here: it is kept as what comes from a source that cannot be paused. */
  letGo(): void;
  /** Fails the stream: its source is too fast. */
  overflowed(reason: string): void;
}
