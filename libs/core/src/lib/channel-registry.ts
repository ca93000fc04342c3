import type { Subject } from 'rxjs';

/** One channel object a name; a channel that was completed makes room for a fresh one. */
export class ChannelRegistry<C extends Subject<unknown>> {
  private readonly channels = new Map<string, C>();
  private readonly create: (name: string) => C;

  constructor(create: (name: string) => C) {
    this.create = create;
  }

  get(name: string): C {
    let channel = this.channels.get(name);
    if (channel === undefined || channel.isStopped || channel.closed) {
      channel = this.create(name);
      this.channels.set(name, channel);
    }
    return channel;
  }

  /** The channel of this name, where anybody has asked for it. */
  find(name: string): C | undefined {
    return this.channels.get(name);
  }
}
