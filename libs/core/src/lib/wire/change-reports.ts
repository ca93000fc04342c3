import type { ValueChange } from '@culvert/protocol';
import { isDevelopment } from '../runtime/is-development.js';
import { warn } from '../runtime/warn.js';

type OnSearched = (change: ValueChange | undefined) => void;

/** The most messages of a channel that are searched without a find. Messages of plain JSON do not count. */
const MAX_SEARCHES = 100;
/** The most channels that are followed. Their names may come from data. */
const MAX_CHANNELS = 1000;

/** A channel that is still searched. */
interface Watched {
  searches: number;
  readonly onSearched: OnSearched;
}

/**
 * Tells the developer, once for each channel, that the codec changes a value: a Date to a string, a Map to `{}`. Returns
 * `undefined` in production, where no message is searched.
 */
export function createChangeReports(): ChangeReports | undefined {
  return isDevelopment() ? new ChangeReports() : undefined;
}

export class ChangeReports {
  /** The state by channel. `undefined` means that the search is over. */
  private readonly channels = new Map<string, Watched | undefined>();

  /** Returns the callback for the next message of a channel, or `undefined` if the search of the channel is over. */
  of(channel: string): OnSearched | undefined {
    const watched = this.channels.get(channel);
    if (watched !== undefined) return watched.onSearched;
    if (this.channels.has(channel) || this.channels.size >= MAX_CHANNELS) return undefined;
    const added: Watched = { searches: 0, onSearched: (change) => this.searched(channel, added, change) };
    this.channels.set(channel, added);
    return added.onSearched;
  }

  private searched(channel: string, watched: Watched, change: ValueChange | undefined): void {
    if (change !== undefined) {
      warn(
        `'${channel}': ${change.what} on its way, at ${change.path}: the codec electronJson carries JSON. ` +
          'The codec structured carries more. This is said once for a channel, and not in production.',
      );
    }
    if (change !== undefined || ++watched.searches >= MAX_SEARCHES) this.channels.set(channel, undefined);
  }
}
