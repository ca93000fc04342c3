import type { Body, Codec, Deliver, DeliverPort, DeliverToHost, Limits } from '@culvert/protocol';
import type { Observable, SchedulerLike } from 'rxjs';
import { decodeArguments } from '../wire/arguments.js';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { Channel } from '../channels/channel.js';
import { EarlyMessages } from './early-messages.js';
import { emitRemote } from '../emitters/emit-remote.js';
import { GuardedSubject } from '../runtime/guarded-subject.js';
import type { IpcRenderer } from '../emitters/ipc-types.js';
import { closePorts, type MessagePortLike, type RendererPort } from '../transport/message-port.js';
import type { RendererDrops } from './renderer-drops.js';
import { RendererEvent } from './renderer-event.js';
import { RendererGuests } from './renderer-guests.js';
import type { OpenedPort } from './renderer.js';

export interface DeliveriesSettings {
  readonly ipcRenderer: IpcRenderer;
  readonly codec: Codec;
  readonly limits: Limits;
  readonly scheduler: SchedulerLike;
  readonly drops: RendererDrops;
  /** Runs `deliver` now, in the app's async context for messages of main. */
  inContext(deliver: () => void): void;
}

/** Hands incoming messages to the public members of a renderer: emitter, channels, guests, ports. */
export class Deliveries {
  readonly channels: ChannelRegistry<Channel<unknown>>;
  readonly guests: RendererGuests;
  readonly ports$: Observable<OpenedPort>;
  private readonly settings: DeliveriesSettings;
  private readonly ports = new GuardedSubject<OpenedPort>();
  /** Absent after the time for first listeners. */
  private early: EarlyMessages | undefined;

  constructor(settings: DeliveriesSettings) {
    const { ipcRenderer, limits, scheduler, drops } = settings;
    this.settings = settings;
    this.channels = new ChannelRegistry(
      (name) => new Channel<unknown>(senderOf(ipcRenderer, name)),
      (name) => this.listened(name),
    );
    this.guests = new RendererGuests(ipcRenderer);
    this.ports$ = this.ports.asObservable();
    this.early = new EarlyMessages({
      scheduler,
      limits,
      hasListener: (channel) => this.hasListener(channel),
      deliver: (channel, senderId, body) => settings.inContext(() => this.deliver(channel, senderId, body)),
      dropped: (reason, channel) => drops.add(reason, channel),
      keptNoMore: () => (this.early = undefined),
    });
  }

  /** The app has attached a first listener to this channel. */
  listened(channel: string): void {
    this.early?.listen(channel);
  }

  /** The handshake is over. */
  ready(): void {
    this.early?.ready();
  }

  start(): void {
    this.early?.start();
  }

  end(): void {
    this.early?.end('disconnected');
    this.ports.complete();
  }

  take({ channel, senderId }: Deliver, body: Body): void {
    if (this.early?.take(channel, senderId, body) !== true) this.deliver(channel, senderId, body);
  }

  toHost({ guestId, channel }: DeliverToHost, body: Body): void {
    const guest = this.guests.find(guestId);
    if (guest === undefined || guest.listenerCount('ipc-message') === 0) {
      this.dropUnheard(channel, body);
      return;
    }
    const args = this.decode(channel, body);
    if (args !== undefined) emitRemote(guest, 'ipc-message', { channel, args });
  }

  port({ channel: name, senderId }: DeliverPort, body: Body): void {
    const [port] = (body.ports ?? []) as readonly MessagePortLike[];
    if (port === undefined || !this.ports.observed) this.dropUnheard(name, body);
    else this.ports.next({ senderId, name, port });
  }

  private hasListener(name: string): boolean {
    return this.channels.find(name) !== undefined || this.settings.ipcRenderer.listenerCount(name) > 0;
  }

  private deliver(name: string, senderId: number, body: Body): void {
    if (!this.hasListener(name)) {
      this.dropUnheard(name, body);
      return;
    }
    const args = this.decode(name, body);
    if (args === undefined) return;
    const { ipcRenderer } = this.settings;
    const event = new RendererEvent(ipcRenderer, senderId, (body.ports ?? []) as RendererPort[]);
    emitRemote(ipcRenderer, name, event, ...args);
    // A listener may have removed the last subscriber of the channel.
    this.channels.find(name)?.receive({ event, args });
  }

  private dropUnheard(channel: string, body: Body): void {
    closePorts(body);
    this.settings.drops.add('unheard', channel);
  }

  /** Another renderer may have written the body, through `sendTo`. A body that cannot be decoded is dropped. */
  private decode(channel: string, body: Body): unknown[] | undefined {
    try {
      return decodeArguments(this.settings.codec, body);
    } catch {
      closePorts(body);
      this.settings.drops.add('malformed', channel);
      return undefined;
    }
  }
}

function senderOf(ipcRenderer: IpcRenderer, name: string) {
  return {
    send: (value: unknown) => ipcRenderer.send(name, value),
    sendTo: (id: number, value: unknown) => ipcRenderer.sendTo(id, name, value),
    sendToHost: (value: unknown) => ipcRenderer.sendToHost(name, value),
  };
}
