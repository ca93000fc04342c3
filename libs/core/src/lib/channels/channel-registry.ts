import { checkCount, checkObject } from '@culvert/protocol';
import type { Subject } from 'rxjs';
import type { ChannelOptions } from './channel-options.js';
import { checkChannel } from '../emitters/check-arguments.js';
import { WeakValues } from '../runtime/weak-values.js';

interface Watched {
  /** `true` if a subscriber gets the messages, or if they are kept for late subscribers. */
  readonly isNeeded: boolean;
  /** Keeps at least so many messages for late subscribers. */
  replayAtLeast(count: number): void;
  /** Sets the callback for a possible change of `isNeeded`. */
  watch(changed: () => void): void;
}

/**
 * Holds one channel object for each name, while the app references it, subscribes to it, or lets it keep messages.
 * After that, the name costs no memory. A channel that has ended is replaced by a fresh one.
 */
export class ChannelRegistry<C extends Subject<unknown> & Watched> {
  /** The channels that need messages. */
  private readonly needed = new Map<string, C>();
  private readonly channels = new WeakValues<string, C>();
  private readonly create: (name: string) => C;
  private readonly onNeeded: (name: string) => void;

  constructor(create: (name: string) => C, onNeeded: (name: string) => void = () => undefined) {
    this.create = create;
    this.onNeeded = onNeeded;
  }

  /** @throws TypeError for a name that is not a string, or an invalid `replay` */
  get(name: string, options: ChannelOptions = {}): C {
    checkChannel(name);
    checkObject(`'${name}': options`, options);
    const { replay = 0 } = options;
    checkCount(`'${name}': replay`, replay);
    let channel = this.needed.get(name) ?? this.channels.get(name);
    if (channel === undefined || channel.isStopped || channel.closed) {
      const created = this.create(name);
      this.channels.set(name, created);
      created.watch(() => this.settle(name, created));
      channel = created;
    }
    channel.replayAtLeast(replay);
    return channel;
  }

  /** Returns the channel of this name if it needs messages. */
  find(name: string): C | undefined {
    return this.needed.get(name);
  }

  private settle(name: string, channel: C): void {
    if (!channel.isNeeded) {
      if (this.needed.get(name) === channel) this.needed.delete(name);
    } else {
      this.needed.set(name, channel);
      this.onNeeded(name);
    }
  }
}
