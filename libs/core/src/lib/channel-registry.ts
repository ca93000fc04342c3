import { invalidArgument } from '@culvert/protocol';
import type { Subject } from 'rxjs';
import type { ChannelOptions } from './channel-options.js';

interface Keeper {
  /** Keeps at least so many messages for late subscribers. */
  keep(count: number): void;
}

/** One channel object a name; a channel that was completed makes room for a fresh one. */
export class ChannelRegistry<C extends Subject<unknown> & Keeper> {
  private readonly channels = new Map<string, C>();
  private readonly create: (name: string) => C;

  constructor(create: (name: string) => C) {
    this.create = create;
  }

  /** @throws TypeError for a `replay` that is no count */
  get(name: string, { replay = 0 }: ChannelOptions = {}): C {
    if (!Number.isSafeInteger(replay) || replay < 0) {
      throw invalidArgument(`'${name}': replay must be a number of messages, 0 or more.`);
    }
    let channel = this.channels.get(name);
    if (channel === undefined || channel.isStopped || channel.closed) {
      channel = this.create(name);
      this.channels.set(name, channel);
    }
    channel.keep(replay);
    return channel;
  }

  /** The channel of this name, where anybody has asked for it. */
  find(name: string): C | undefined {
    return this.channels.get(name);
  }
}
