import type { Overflow } from '@culvert/protocol';
import type { Scope } from './credit.js';

/** Controls a source that can be paused. `delivering` is the item that the source relays now, and can be claimed. */
export interface DemandGate extends Scope {
  /** `true` while there is demand for one more item. */
  readonly isOpen: boolean;
  /** Tells if the source may be asked for one more item now. A `true` is charged to the budget of this turn. */
  mayPull(): boolean;
  /** The number of items that there is demand for. */
  readonly room: number;
  /** The policy for items of a source that cannot be paused. */
  readonly overflow: Overflow;
  /** The number of items of such a source that are kept at most. */
  readonly bufferSize: number;
  /** Called when demand returns. */
  onOpen: (() => void) | undefined;
  /** Releases the claims of the waiting items. From then on they count as items of a source that cannot be paused. */
  letGo(): void;
  /** Fails the stream: its source is too fast. */
  overflowed(reason: string): void;
}
