import {
  isForConsumer,
  type Address,
  type Body,
  type Call,
  type CulvertErrorCode,
  type OpenStream,
  type Send,
  type SyncRequest,
} from '@culvert/protocol';
import type { DispatchEffect } from '@culvert/router';
import type { SchedulerLike, Subscription } from 'rxjs';
import { checkChannel } from '../emitters/check-arguments.js';
import { decodeArguments } from '../wire/arguments.js';
import type { Connections } from './connections.js';
import type { EventLoop } from './event-loop.js';
import type { Intake } from './intake.js';
import type { MainEncoder } from './main-encoder.js';
import type { WindowRegistry } from './window-registry.js';
import { decodeFailure, isUnknownHere } from '../errors/decode-failure.js';
import { emitRemote, type EmitOutcome } from '../emitters/emit-remote.js';
import type { MainRpc } from './main-rpc.js';
import type { ExposedHandler } from '../rpc/exposed-handler.js';
import type { MainIpc } from './ipc-main.js';
import { isThenable } from '../runtime/is-thenable.js';
import { MainEvent } from './main-event.js';
import type { IpcMainEvent, IpcMainInvokeEvent } from '../emitters/ipc-types.js';
import type { ChannelRegistry } from '../channels/channel-registry.js';
import type { MainChannel } from '../channels/main-channel.js';
import { closePorts, type MessagePortLike } from '../transport/message-port.js';
import { requestKey } from './request-key.js';
import { scheduleInBackground } from '../runtime/schedule-after.js';

/** Shared by all messages without ports. */
const NO_PORTS: readonly MessagePortLike[] = [];

export interface DispatcherSettings {
  readonly loop: EventLoop;
  readonly connections: Connections;
  readonly encoder: MainEncoder;
  readonly rpc: MainRpc;
  readonly ipcMain: MainIpc;
  readonly windows: WindowRegistry;
  readonly channels: ChannelRegistry<MainChannel<unknown>>;
  readonly intake: Intake;
  readonly scheduler: SchedulerLike;
}

/** Brings messages to main's own listeners and handlers, and returns their answers to the router as events. */
export class Dispatcher {
  private readonly settings: DispatcherSettings;
  /** Timers of requests that a listener may still answer. */
  private readonly timers = new Map<string, Subscription>();

  constructor(settings: DispatcherSettings) {
    this.settings = settings;
  }

  dispatch({ from, message, body }: DispatchEffect): void {
    switch (message.kind) {
      case 'send':
        this.dispatchSend(from, message, body);
        break;
      case 'sync':
        this.dispatchSync(from, message, body);
        break;
      case 'call':
        this.dispatchCall(from, message, body);
        break;
      case 'stream':
        this.dispatchStream(from, message, body);
        break;
      case 'cancel':
        // A `cancel` from a consumer of an input carries main's number, so no request of the renderer matches it.
        if (!isForConsumer(message)) this.settled(from, message.seq);
        this.settings.rpc.receive(from, message, body);
        break;
      case 'demand':
      case 'items':
      case 'reply':
        this.settings.rpc.receive(from, message, body);
        break;
    }
  }

  /** The request has an answer, or no longer needs one. */
  settled(address: Address, seq: number): void {
    if (this.timers.size === 0) return;
    const key = requestKey(address, seq);
    this.timers.get(key)?.unsubscribe();
    this.timers.delete(key);
  }

  abandon(address: Address, seq: number): void {
    this.settled(address, seq);
    this.settings.rpc.abandon(address, seq);
  }

  private dispatchSend(from: Address, message: Send, body: Body): void {
    const { channel } = message;
    const event = this.createEvent(from, body);
    if (event === undefined) {
      closePorts(body);
      return;
    }
    if (!this.isHeard(from, channel) && !this.isKept(channel)) {
      closePorts(body);
      this.settings.loop.drop({ reason: 'unheard', message: 'send', channel, from: from.id });
      return;
    }
    const args = this.decode(from, message, body);
    if (args !== undefined) this.emit(event, 'ipc-message', channel, args);
  }

  private dispatchSync(from: Address, message: SyncRequest, body: Body): void {
    const { channel, seq, timeoutMs } = message;
    const exposed = this.settings.ipcMain.exposed(channel, 'sync');
    if (exposed !== undefined) {
      this.serve(exposed, from, message, body);
      if (this.settings.rpc.isServing(from, seq)) this.waitForAnswer(from, seq, channel, timeoutMs);
      return;
    }
    let answered = false;
    const event = this.createEvent(from, body, (value) => {
      if (answered) return false;
      const answer = this.settings.encoder.encode(channel, [value]);
      answered = true;
      this.answer(from, seq, true, answer);
      return true;
    });
    if (event === undefined) return;
    if (!this.isAnswered(from, channel)) {
      this.fail(from, seq, 'ERR_CULVERT_SYNC_NO_LISTENER', `sendSync '${channel}': main has no listener.`);
      return;
    }
    const args = this.decode(from, message, body);
    if (args === undefined) return;
    if (this.emit(event, 'ipc-message-sync', channel, args) === 'threw' && !answered) {
      this.fail(
        from,
        seq,
        'ERR_CULVERT_SYNC_LISTENER_THREW',
        `sendSync '${channel}': the listener in main threw.`,
      );
    } else if (!answered) {
      this.waitForAnswer(from, seq, channel, timeoutMs);
    }
  }

  /** A listener may set `event.returnValue` later. The renderer stays blocked until then, at most for `timeoutMs`. */
  private waitForAnswer(from: Address, seq: number, channel: string, timeoutMs: number): void {
    const timer = scheduleInBackground(this.settings.scheduler, timeoutMs, () => {
      const reason = `sendSync '${channel}': no answer within ${timeoutMs} ms.`;
      const failure = { code: 'ERR_CULVERT_SYNC_TIMEOUT', reason } as const;
      // The handler that works on it may stop.
      this.settings.loop.dispatch({ type: 'breakOff', at: from, seq, side: 'opener', failure });
    });
    this.timers.set(requestKey(from, seq), timer);
  }

  private dispatchCall(from: Address, message: Call, body: Body): void {
    const { channel, seq } = message;
    const event = this.createInvokeEvent(from);
    if (event === undefined) return;
    const scoped = this.settings.windows.find(from.id)?.usedIpc?.takeHandler(channel);
    const exposed = scoped === undefined ? this.settings.ipcMain.exposed(channel, 'call') : undefined;
    if (exposed !== undefined) {
      this.serve(exposed, from, message, body);
      return;
    }
    const args = this.decode(from, message, body);
    if (args === undefined) return;
    const handler = scoped ?? this.settings.ipcMain.takeHandler(channel);
    if (handler === undefined) {
      this.fail(from, seq, 'ERR_CULVERT_NO_HANDLER', `No handler registered for '${channel}'`);
      return;
    }
    const reject = (error: unknown) =>
      this.answer(from, seq, false, this.settings.encoder.encodeError(error, event.senderInfo));
    const resolve = (value: unknown) => {
      try {
        this.answer(from, seq, true, this.settings.encoder.encode(channel, [value]));
      } catch (error) {
        reject(error);
      }
    };
    try {
      const result = handler(event, ...args);
      // Only a promise is awaited: an immediate answer leaves with this turn's batch.
      if (isThenable(result)) void Promise.resolve(result).then(resolve, reject);
      else resolve(result);
    } catch (error) {
      reject(error);
    }
  }

  private dispatchStream(from: Address, message: OpenStream, body: Body): void {
    const { channel, seq } = message;
    const exposed = this.settings.ipcMain.exposed(channel, 'stream');
    if (exposed !== undefined) this.serve(exposed, from, message, body);
    else this.fail(from, seq, 'ERR_CULVERT_NO_HANDLER', `No handler registered for '${channel}'`);
  }

  private serve(
    exposed: ExposedHandler,
    from: Address,
    message: SyncRequest | Call | OpenStream,
    body: Body,
  ): void {
    const connection = this.settings.connections.at(from);
    if (connection !== undefined) this.settings.rpc.serve(exposed, from, connection.sender, message, body);
  }

  private answer(to: Address, seq: number, ok: boolean, body: Body): void {
    this.settings.loop.dispatch({ type: 'answer', to, seq, ok, body });
  }

  private isHeard(from: Address, name: string): boolean {
    return (
      this.hasListener(from, 'ipc-message', name) || this.settings.channels.find(name)?.isObserved === true
    );
  }

  /** True if a listener can set `event.returnValue`. A subscriber to the values of a channel has no event. */
  private isAnswered(from: Address, name: string): boolean {
    return (
      this.hasListener(from, 'ipc-message-sync', name) ||
      this.settings.channels.find(name)?.canAnswer === true
    );
  }

  private hasListener({ id }: Address, scoped: string, name: string): boolean {
    const webContents = this.settings.windows.find(id);
    return (
      (webContents?.listenerCount(scoped) ?? 0) > 0 ||
      webContents?.usedIpc?.hears(name) === true ||
      this.settings.ipcMain.hears(name)
    );
  }

  /** True if the channel keeps messages for a late listener. Only messages can wait for one, requests cannot. */
  private isKept(name: string): boolean {
    return this.settings.channels.find(name)?.keeps === true;
  }

  /**
   * Follows Electron's order: the renderer's own WebContents, then the channel. Listeners after one that throws are
   * skipped.
   */
  private emit(event: IpcMainEvent, scoped: string, name: string, args: readonly unknown[]): EmitOutcome {
    let outcome = emitRemote(event.sender, scoped, event, name, ...args);
    const ipc = outcome === 'threw' ? undefined : this.settings.windows.find(event.sender.id)?.usedIpc;
    if (ipc !== undefined) outcome = emitRemote(ipc, name, event, ...args);
    if (outcome !== 'threw') outcome = emitRemote(this.settings.ipcMain, name, event, ...args);
    const channel = this.settings.channels.find(name);
    if (channel?.isObserved === true || channel?.keeps === true) channel.receive({ event, args });
    return outcome;
  }

  /** Undefined if the arguments cannot be decoded. A request is then answered with an error. */
  private decode(from: Address, message: Send | SyncRequest | Call, body: Body): unknown[] | undefined {
    try {
      return decodeArguments(this.settings.encoder.codec, body);
    } catch (error) {
      closePorts(body);
      const { kind: asked, channel } = message;
      const connection = this.settings.connections.at(from);
      if (isUnknownHere(error))
        this.settings.loop.drop({ reason: 'malformed', message: asked, channel, from: from.id });
      else if (connection !== undefined) this.settings.intake.countBadFrame(connection, 'malformed', asked);
      if (message.kind !== 'send') {
        const { code, message: reason } = decodeFailure(channel, 'the arguments', error);
        this.fail(from, message.seq, code, message.kind === 'sync' ? `sendSync ${reason}` : reason);
      }
      return undefined;
    }
  }

  private createInvokeEvent(from: Address): IpcMainInvokeEvent | undefined {
    const connection = this.settings.connections.at(from);
    const sender = this.settings.windows.find(from.id);
    return connection && sender && { sender, senderInfo: connection.sender };
  }

  /** @param answer takes the first value that a listener returns, and returns false for later ones */
  private createEvent(
    from: Address,
    body: Body,
    answer?: (value: unknown) => boolean,
  ): IpcMainEvent | undefined {
    const { loop, encoder } = this.settings;
    const base = this.createInvokeEvent(from);
    if (base === undefined) return undefined;
    const ports = (body.ports ?? NO_PORTS) as readonly MessagePortLike[];
    return new MainEvent(base.sender, base.senderInfo, ports, {
      answer,
      reply(channel, ...args) {
        checkChannel(channel, 'Missing required channel argument');
        loop.dispatch({ type: 'send', to: from, channel, body: encoder.encode(channel, args) });
      },
    });
  }

  private fail(to: Address, seq: number, code: CulvertErrorCode, reason: string): void {
    this.settings.loop.dispatch({ type: 'fail', to, seq, failure: { code, reason } });
  }
}
