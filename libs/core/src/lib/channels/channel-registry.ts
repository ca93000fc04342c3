import { checkCount } from '@culvert/protocol';
import type { Subject } from 'rxjs';
import type { ChannelOptions } from './channel-options.js';
import { checkChannel } from '../emitters/check-arguments.js';
import { WeakValues } from '../runtime/weak-values.js';

interface Watched {
  /** Somebody sees what arrives, or it is kept for somebody who comes later. */
  readonly isNeeded: boolean;
  /** Keeps at least so many messages for late subscribers. */
  keep(count: number): void;
  /** Calls this whenever `isNeeded` may have changed. */
  watch(changed: () => void): void;
}

/**
 * One channel object a name, for as long as anybody has it, subscribes to it, or it keeps messages: a name that was used
 * once costs nothing afterwards. A channel that has ended makes room for a fresh one.
 */
export class ChannelRegistry<C extends Subject<unknown> & Watched> {
  /** What messages are for: those that are needed. */
  private readonly needed = new Map<string, C>();
  private readonly channels = new WeakValues<string, C>();
  private readonly create: (name: string) => C;
  private readonly onNeeded: (name: string) => void;

  constructor(create: (name: string) => C, onNeeded: (name: string) => void = () => undefined) {
    this.create = create;
    this.onNeeded = onNeeded;
  }

  /** @throws TypeError for a name that is no string, or a `replay` that is no count */
  get(name: string, { replay = 0 }: ChannelOptions = {}): C {
    checkChannel(name);
    checkCount(`'${name}': replay`, replay);
    let channel = this.needed.get(name) ?? this.channels.get(name);
    if (channel === undefined || channel.isStopped || channel.closed) {
      const created = this.create(name);
      this.channels.set(name, created);
      created.watch(() => this.settle(name, created));
      channel = created;
    }
    channel.keep(replay);
    return channel;
  }

  /** The channel of this name, where a message on it is of use to anybody. */
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
