import type { ValueChange } from '@culvert/protocol';
import { isDevelopment } from '../runtime/is-development.js';
import { warn } from '../runtime/warn.js';

type OnSearched = (change: ValueChange | undefined) => void;

/** Messages of a channel that are searched, as long as nothing is found. Messages of plain JSON do not count. */
const MAX_SEARCHES = 100;
/** Channels that are followed; their names may come from data. */
const MAX_CHANNELS = 1000;

/** One channel that is not yet done. */
interface Watched {
  searches: number;
  readonly onSearched: OnSearched;
}

/**
 * Tells the developer, once for each channel, where the codec carries a value as another: a Date as a string, a Map as
 * `{}`. Undefined in production, where nothing is searched.
 */
export function createChangeReports(): ChangeReports | undefined {
  return isDevelopment() ? new ChangeReports() : undefined;
}

export class ChangeReports {
  /** By channel; undefined where it is done. */
  private readonly channels = new Map<string, Watched | undefined>();

  /** What the codec tells of this channel's next message, or undefined where the channel is done. */
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
