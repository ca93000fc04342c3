import {
  CulvertError,
  EMPTY_BODY,
  MAIN_ID,
  type Address,
  type Body,
  type CulvertErrorCode,
  type MainMessage,
  type Port,
} from '@culvert/protocol';
import type { Effect, Failure, ReplyEffect } from '@culvert/router';
import { ownError } from '../errors/own-error.js';
import { reportUncaught } from '../runtime/report-uncaught.js';
import { closePorts, platformOf, type PortPlatform } from '../transport/message-port.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import type { Dispatcher } from './dispatch/dispatcher.js';
import type { EventLoop } from './event-loop.js';
import { describeOutgoing } from './inspection.js';
import type { MainEncoder } from './main-encoder.js';
import type { MainRpc } from './main-rpc.js';

export interface EffectRunnerSettings {
  readonly loop: EventLoop;
  readonly connections: Connections;
  readonly dispatcher: Dispatcher;
  readonly rpc: MainRpc;
  readonly encoder: MainEncoder;
  readonly disconnect: (connection: Connection) => void;
}

type EffectOf<Type extends Effect['type']> = Extract<Effect, { type: Type }>;

/** The end of main's pipeline: carries out the router's effects. It is the one place where main acts. */
export class EffectRunner {
  private readonly settings: EffectRunnerSettings;

  constructor(settings: EffectRunnerSettings) {
    this.settings = settings;
  }

  run(effect: Effect): void {
    switch (effect.type) {
      case 'deliver':
        for (const to of effect.to) this.deliverOne(to, effect);
        break;
      case 'reply':
        this.reply(effect);
        break;
      case 'dispatch':
        this.settings.dispatcher.dispatch(effect);
        break;
      case 'openPort':
        this.openPort(effect);
        break;
      case 'abandon':
        this.settings.dispatcher.abandon(effect.of, effect.seq);
        break;
      case 'relay':
        this.relay(effect);
        break;
      case 'refuse':
        this.refuse(effect);
        break;
      case 'drop': {
        const { type: _, kind: message, ...drop } = effect;
        this.settings.loop.drop({ ...drop, message });
        break;
      }
    }
  }

  /** A failure for one renderer must not lose the message for the others. */
  private deliverOne(to: Address, effect: EffectOf<'deliver'>): void {
    try {
      this.deliver(to, effect);
    } catch (error) {
      reportUncaught(error);
    }
  }

  /** @returns whether the connection took it */
  private deliver(to: Address, effect: EffectOf<'deliver'>): boolean {
    const { message, body } = effect;
    const { loop, connections } = this.settings;
    const connection = connections.at(to);
    if (connection === undefined) {
      // The connection ended between the router's decision and this effect.
      loop.drop({ reason: 'disconnected', ...describeOutgoing(message, to.id) });
      closePorts(body);
      return false;
    }
    if (message.kind === 'welcome') {
      connection.welcome(message);
      return true;
    }
    const packet = { message, body, isShared: effect.to.length > 1 || loop.observation.isObserved };
    if (!CAN_BE_LEFT_OUT.has(message.kind)) {
      connection.insist(packet);
      return true;
    }
    if (connection.deliver(packet)) return true;
    closePorts(body);
    loop.drop({ reason: 'queue-full', ...describeOutgoing(message, to.id) });
    if (message.kind === 'serveCall' || message.kind === 'serveStream') {
      const failure = overflow(message.channel, to.id);
      loop.dispatch({ type: 'undelivered', to, seq: message.seq, failure });
    }
    return false;
  }

  /** Main creates the channel and gives each renderer one end. Main does not see the messages that go through. */
  private openPort({ from, seq, to, channel }: EffectOf<'openPort'>): void {
    const { connections } = this.settings;
    const refuse = (why: string, code: CulvertErrorCode = 'ERR_CULVERT_PORTS_UNSUPPORTED') => {
      const result = { code, reason: `'${channel}': ${why}` };
      this.reply({ type: 'reply', to: from, seq, sync: false, result });
    };
    let ports: readonly [Port, Port] | undefined;
    let platform: PortPlatform;
    try {
      platform = platformOf(connections.at(from));
      if (platform !== platformOf(connections.at(to))) {
        return refuse(
          `renderers ${from.id} and ${to.id} have ports of different kinds, which main cannot connect.`,
        );
      }
      ports = platform.create();
    } catch (error) {
      // Only main sees the error itself.
      reportUncaught(error);
      return refuse('main has failed to make a channel.');
    }
    if (ports === undefined) return refuse(`main has no ${platform.channelName} to make it with.`);
    const [targetPort, callerPort] = ports;
    const bodyWith = (port: Port): Body => ({ ...EMPTY_BODY, ports: [port] });
    const message = { kind: 'deliverPort', channel, senderId: from.id } as const;
    if (!this.deliver(to, { type: 'deliver', to: [to], message, body: bodyWith(targetPort) })) {
      closePorts(bodyWith(callerPort));
      return refuse(`the renderer ${to.id} does not read what is sent to it.`, 'ERR_CULVERT_OVERFLOW');
    }
    const result = { ok: true, body: bodyWith(callerPort) };
    this.reply({ type: 'reply', to: from, seq, sync: false, result });
  }

  private reply(effect: ReplyEffect): void {
    const { to, seq, sync, result } = effect;
    const { loop, connections, dispatcher, rpc, encoder } = this.settings;
    if (to.id === MAIN_ID) {
      rpc.settle(effect);
      return;
    }
    const connection = connections.at(to);
    if (connection === undefined) {
      if ('body' in result) closePorts(result.body);
      return;
    }
    const ok = 'body' in result && result.ok;
    const body =
      'body' in result
        ? result.body
        : encoder.encodeError(new CulvertError(result.code, result.reason), connection.sender);
    const isShared = loop.observation.isObserved;
    const packet = { message: { kind: 'reply', seq, ok }, body, isShared } as const;
    const isTaken = sync ? connection.replySync(packet) : connection.deliver(packet);
    if (!isTaken) this.replyOverflow(connection, effect, body);
    dispatcher.settled(to, seq);
  }

  /** The renderer's queue has no room for the answer, but it has room for a short error that says so. */
  private replyOverflow(connection: Connection, { seq, sync }: ReplyEffect, lost: Body): void {
    const { loop, encoder } = this.settings;
    const { id } = connection.address;
    closePorts(lost);
    loop.drop({ reason: 'queue-full', message: 'reply', from: MAIN_ID, to: id });
    const { code, reason } = overflow('the answer', id);
    const body = ownError(encoder.codec, code, reason);
    const packet = { message: { kind: 'reply', seq, ok: false }, body } as const;
    if (sync) connection.insistSync(packet);
    else connection.insist(packet);
  }

  /** Hands a message about a guest to its host's connection. */
  private relay({ from, message, body, denied }: EffectOf<'relay'>): void {
    const guests = this.settings.connections.at(from)?.guests;
    if (guests === undefined) closePorts(body);
    else if (denied !== true) guests.receive(message, body);
    else if (message.kind === 'openGuest') guests.deny(message);
  }

  /** The handshake failed: main tells the renderer why, and ends the connection. */
  private refuse({ to, failure: { code, reason } }: EffectOf<'refuse'>): void {
    const { loop, connections, disconnect } = this.settings;
    const connection = connections.at(to);
    if (connection === undefined) return;
    loop.drop({ reason: 'refused', message: 'hello', from: to.id, detail: `${code}: ${reason}` });
    connection.refuse(code, reason);
    disconnect(connection);
  }
}

/**
 * Main drops these for a renderer that does not read. All other messages belong to an open call or stream, which
 * bounds them.
 */
const CAN_BE_LEFT_OUT: ReadonlySet<MainMessage['kind']> = new Set([
  'deliver',
  'deliverToHost',
  'deliverPort',
  'serveCall',
  'serveStream',
]);

function overflow(what: string, id: number): Failure {
  const reason = `'${what}': too much waits already for the renderer ${id}, which does not read it.`;
  return { code: 'ERR_CULVERT_OVERFLOW', reason };
}
