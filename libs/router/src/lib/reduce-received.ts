import {
  EMPTY_BODY,
  PROTOCOL_VERSION,
  type Address,
  type Call,
  type Hello,
  type OpenPort,
  type OpenStream,
  type RendererMessage,
  type SyncRequest,
} from '@culvert/protocol';
import { deliver } from './deliver.js';
import type { DropEffect, DropReason, Effect } from './effect.js';
import type { Failure, Receive, RefuseRequest } from './event.js';
import { findBySeq } from './numbered.js';
import { openRpc, relayReceived } from './reduce-rpc.js';
import { targetOf } from './route.js';
import { addressOf, endpointAt, type Endpoint, type RouterState } from './state.js';
import { addPending, markReady, type Transition } from './transition.js';

/** Handles a message of a renderer. A plain `send` or `sendTo` changes no state, and costs no draft. */
export function reduceReceived(state: RouterState, event: Receive): Transition {
  const { from, message, body, denied } = event;
  const sender = endpointAt(state, from);
  if (sender === undefined) return [state, [drop(event, 'stale-epoch')]];
  if (message.kind === 'hello') return reduceHello(state, sender, event, message);
  if (!sender.ready) return [state, tooEarly(sender, event)];
  if (denied !== undefined) return [state, deny(sender, event, denied)];

  switch (message.kind) {
    case 'send':
      return [state, [{ type: 'dispatch', from, message, body }]];
    case 'sendTo': {
      const target = targetEndpoint(state, sender, message);
      if (target === undefined) return [state, [drop(event, 'unknown-target')]];
      const { channel } = message;
      return [state, [deliver([target], { kind: 'deliver', channel, senderId: from.id }, body)]];
    }
    case 'sendToHost': {
      const host = targetEndpoint(state, sender, message);
      if (host === undefined) return [state, [drop(event, 'no-host')]];
      const { channel } = message;
      return [state, [deliver([host], { kind: 'deliverToHost', channel, guestId: from.id }, body)]];
    }
    case 'sync':
    case 'call':
    case 'stream':
      return reduceRequest(state, sender, event, message);
    case 'port':
      return [state, openPort(state, sender, event, message)];
    case 'openGuest':
    case 'guestFrame':
    case 'guestEnded':
    case 'closeGuest':
    case 'guestIgnored':
      return [state, [{ type: 'relay', from, message, body }]];
    case 'demand':
    case 'cancel':
    case 'items':
    case 'reply': {
      const result = relayReceived(state, event, message);
      return typeof result === 'string' ? [state, [drop(event, result)]] : result;
    }
  }
}

function targetEndpoint(
  state: RouterState,
  sender: Endpoint,
  message: RendererMessage,
): Endpoint | undefined {
  const id = targetOf(message, sender);
  return id === undefined ? undefined : state.endpoints[id];
}

function reduceHello(state: RouterState, sender: Endpoint, event: Receive, hello: Hello): Transition {
  if (sender.ready) return [state, [drop(event, 'duplicate')]];
  const failure = handshakeFailure(state, hello);
  if (failure !== undefined) return [state, [{ type: 'refuse', to: event.from, failure }]];
  const { id, epoch } = sender;
  return [markReady(state, { id, epoch }), [deliver([sender], { kind: 'welcome', id, epoch }, EMPTY_BODY)]];
}

function handshakeFailure(state: RouterState, { version, codec }: Hello): Failure | undefined {
  if (version !== PROTOCOL_VERSION) {
    return {
      code: 'ERR_CULVERT_VERSION_MISMATCH',
      reason: `Main speaks version ${PROTOCOL_VERSION} of the protocol, the renderer version ${version}.`,
    };
  }
  if (codec !== state.codec) {
    return {
      code: 'ERR_CULVERT_CODEC_MISMATCH',
      reason: `Main uses the codec '${state.codec}', the renderer '${codec}'. Give both the same one: { codec }.`,
    };
  }
  return undefined;
}

function reduceRequest(
  state: RouterState,
  sender: Endpoint,
  event: Receive,
  message: SyncRequest | Call | OpenStream,
): Transition {
  const { from, body } = event;
  const { seq, kind, channel } = message;
  if (isPending(sender, seq)) return [state, [drop(event, 'duplicate')]];
  const tooMany = hasTooMany(state, sender, kind) ?? guestsHaveTooMany(state, sender);
  if (tooMany !== undefined) {
    const failure: Failure = { code: 'ERR_CULVERT_TOO_MANY_PENDING', reason: `'${channel}': ${tooMany}.` };
    const dropped = kind === 'stream' ? 'too-many-streams' : 'too-many-pending';
    return [state, [drop(event, dropped), refuseRequest(from, message, failure)]];
  }
  if (message.kind === 'sync') {
    return [addPending(state, from, { seq, kind, channel }), [{ type: 'dispatch', from, message, body }]];
  }
  const target = targetEndpoint(state, sender, message);
  if (target !== undefined || message.to === undefined) return openRpc(state, sender, event, message, target);
  const reason = `'${channel}': there is no renderer ${message.to}.`;
  const failure: Failure = { code: 'ERR_CULVERT_UNKNOWN_TARGET', reason };
  return [state, [drop(event, 'unknown-target'), refuseRequest(from, message, failure)]];
}

function isPending({ pending }: Endpoint, seq: number): boolean {
  return findBySeq(pending, seq) !== undefined;
}

/** Streams are counted apart from requests. If both together are within the limit, no count is needed. */
function hasTooMany(state: RouterState, { pending }: Endpoint, kind: Request['kind']): string | undefined {
  const ofStreams = kind === 'stream';
  const limit = ofStreams ? state.streamLimit : state.pendingLimit;
  if (pending.length < limit) return undefined;
  // Runs once for each request that a renderer sends over its limit. A filter would build a list of thousands.
  let count = 0;
  for (const item of pending) if ((item.kind === 'stream') === ofStreams) count++;
  if (count < limit) return undefined;
  return `${limit} ${ofStreams ? 'streams are already open' : 'requests already wait for an answer'}`;
}

/** All guests on one transport share the limit of one renderer, because a window may embed hundreds. */
function guestsHaveTooMany(state: RouterState, { carrier }: Endpoint): string | undefined {
  if (carrier === undefined) return undefined;
  const limit = state.pendingLimit + state.streamLimit;
  if ((endpointAt(state, carrier)?.pendingBelow ?? 0) < limit) return undefined;
  return `${limit} requests and streams of guests are already open on this connection`;
}

/**
 * Decided and answered within this event: two renderers get an end each, or the requesting renderer gets an
 * error.
 */
function openPort(state: RouterState, sender: Endpoint, event: Receive, message: OpenPort): Effect[] {
  const { from } = event;
  const { channel, to, seq } = message;
  if (isPending(sender, seq)) return [drop(event, 'duplicate')];
  const target = targetEndpoint(state, sender, message);
  if (target === undefined) {
    const reason = `'${channel}': there is no renderer ${to}.`;
    const failure: Failure = { code: 'ERR_CULVERT_UNKNOWN_TARGET', reason };
    return [drop(event, 'unknown-target'), refuseRequest(from, message, failure)];
  }
  const unable = [sender, target].find(({ transfersPorts }) => transfersPorts !== true);
  if (unable !== undefined) {
    const reason =
      `'${channel}': the transport of renderer ${unable.id} cannot transfer ports. Use sendTo, ` +
      'or run both renderers where ports can be transferred: in worker threads, for instance.';
    const failure: Failure = { code: 'ERR_CULVERT_PORTS_UNSUPPORTED', reason };
    return [drop(event, 'no-ports'), refuseRequest(from, message, failure)];
  }
  return [{ type: 'openPort', from, seq, to: addressOf(target), channel }];
}

/** A denied request or guest is answered all the same. Every other denied message is just dropped. */
function deny(sender: Endpoint, event: Receive, why: string): Effect[] {
  const { message, from, body, detail = why } = event;
  if (message.kind === 'openGuest')
    return [drop(event, 'denied', detail), { type: 'relay', from, message, body, denied: true }];
  if (!isRequest(message)) return [drop(event, 'denied', detail)];
  if (isPending(sender, message.seq)) return [drop(event, 'duplicate')];
  const reason = `'${message.channel}': the policy denied this ${message.kind}: ${why}`;
  return [
    drop(event, 'denied', detail),
    refuseRequest(from, message, { code: 'ERR_CULVERT_DENIED', reason }),
  ];
}

/** Before the handshake main does nothing for a renderer. A request and a guest are answered all the same. */
function tooEarly(sender: Endpoint, event: Receive): Effect[] {
  const { message, from, body } = event;
  const dropped = drop(event, 'no-handshake');
  if (message.kind === 'openGuest') return [dropped, { type: 'relay', from, message, body, denied: true }];
  if (!isRequest(message) || isPending(sender, message.seq)) return [dropped];
  const reason = `'${message.channel}': the handshake comes first.`;
  return [dropped, refuseRequest(from, message, { code: 'ERR_CULVERT_DISCONNECTED', reason })];
}

/**
 * Refuses a request that the router never sees as a message. If its number is in use, the open request with
 * that number keeps its own answer.
 */
export function reduceRefusal(state: RouterState, { from, kind, seq, failure }: RefuseRequest): Transition {
  const sender = endpointAt(state, from);
  if (sender === undefined || isPending(sender, seq)) return [state, []];
  return [state, [refuseRequest(from, { kind, seq }, failure)]];
}

type Request = SyncRequest | Call | OpenStream | OpenPort;

function isRequest(message: RendererMessage): message is Request {
  return ['sync', 'call', 'stream', 'port'].includes(message.kind);
}

function refuseRequest(to: Address, { seq, kind }: Pick<Request, 'seq' | 'kind'>, result: Failure): Effect {
  return { type: 'reply', to, seq, sync: kind === 'sync', result };
}

function drop({ from, message }: Receive, reason: DropReason, detail?: string): DropEffect {
  const { kind } = message;
  return {
    type: 'drop',
    reason,
    kind,
    from: from.id,
    ...target(message),
    ...(detail !== undefined && { detail }),
  };
}

function target(message: RendererMessage): Pick<DropEffect, 'channel' | 'to'> {
  switch (message.kind) {
    case 'hello':
    case 'demand':
    case 'cancel':
    case 'openGuest':
    case 'guestFrame':
    case 'guestEnded':
    case 'closeGuest':
    case 'guestIgnored':
    case 'items':
    case 'reply':
      return {};
    case 'sendTo':
    case 'port':
      return { channel: message.channel, to: message.to };
    case 'call':
    case 'stream':
      return { channel: message.channel, ...(message.to !== undefined && { to: message.to }) };
    case 'send':
    case 'sync':
    case 'sendToHost':
      return { channel: message.channel };
  }
}
