import {
  EMPTY_BODY,
  MAIN_ID,
  isForConsumer,
  type Address,
  type Body,
  type Call,
  type RpcMessage,
  type MainMessage,
  type OpenStream,
} from '@culvert/protocol';
import { deliver } from './deliver.js';
import type { DropReason, Effect } from './effect.js';
import type { Answer, BreakOff, RpcFromMain, Fail, Failure, Open, Receive, Undelivered } from './event.js';
import {
  MAIN_ADDRESS,
  addressOf,
  callerOf,
  endpointAt,
  nextSeq,
  pendingAt,
  servingAt,
  type Endpoint,
  type CallEnd,
  type RouterState,
} from './state.js';
import {
  addPending,
  addServing,
  removeCallEnds,
  removePending,
  removeServing,
  type Transition,
} from './transition.js';

/*
 * Open calls and streams, between two renderers or between a renderer and main. Each side numbers a call
 * independently; the router rewrites `seq` to the receiver's number. Bodies are forwarded unread. `items` and
 * `demand` do not change the state.
 */

/** A renderer opens a call or stream. Main serves it, or the renderer that the message names. */
export function openRpc(
  state: RouterState,
  sender: Endpoint,
  { from, body }: Receive,
  message: Call | OpenStream,
  target: Endpoint | undefined,
): Transition {
  const { kind, channel, seq } = message;
  if (target === undefined) {
    return [addPending(state, from, { seq, kind, channel }), [{ type: 'dispatch', from, message, body }]];
  }
  const by: CallEnd = { address: addressOf(target), seq: nextSeq(state) };
  const of: CallEnd = { address: from, seq };
  const opened = addPending(state, from, { seq, kind, channel, by });
  const served = addServing(opened, by.address, { seq: by.seq, kind, channel, of });
  return [served, [deliver([target], toServe(message, by.seq, sender), body)]];
}

function toServe(message: Call | OpenStream, seq: number, caller: Endpoint): MainMessage {
  // Fields are named one by one, here and below, so that extra fields of a renderer's message are not
  // forwarded.
  const { channel, headers } = message;
  const common = { channel, seq, sender: callerOf(caller), ...(headers !== undefined && { headers }) };
  if (message.kind === 'call') return { kind: 'serveCall', ...common };
  const { items, bytes, overflow, bufferSize, input } = message;
  const demand = { items, bytes, overflow, bufferSize, ...(input === true && { input }) };
  return { kind: 'serveStream', ...common, ...demand };
}

/** The same message, with the number of the receiving side. */
function renumbered(message: RpcMessage, seq: number): RpcMessage {
  const input = message.input === true && { input: true as const };
  switch (message.kind) {
    case 'demand':
      return { kind: 'demand', seq, items: message.items, bytes: message.bytes, ...input };
    case 'items':
      return {
        kind: 'items',
        seq,
        sizes: message.sizes,
        ...(message.window !== undefined && { window: message.window }),
        ...input,
      };
    case 'reply':
      return { kind: 'reply', seq, ok: message.ok, ...input };
    case 'cancel':
      return { kind: 'cancel', seq, ...input };
  }
}

/** Main itself calls or subscribes. */
export function reduceOpen(state: RouterState, { to, message, body }: Open): Transition {
  const { seq, channel } = message;
  const dropped = { type: 'drop', kind: message.kind, channel, from: MAIN_ID, to: to.id } as const;
  // Its answer would be taken for the answer of the call that has this number.
  if (seq < nextSeq(state)) return [state, [{ ...dropped, reason: 'duplicate' }]];
  const target = state.endpoints[to.id];
  if (target === undefined) {
    const reason = `'${channel}': the renderer ${to.id} is gone.`;
    const result: Failure = { code: 'ERR_CULVERT_DISCONNECTED', reason };
    return [
      { ...state, lastSeq: seq },
      [
        { ...dropped, reason: 'disconnected' },
        { type: 'reply', to: MAIN_ADDRESS, seq, sync: false, result },
      ],
    ];
  }
  const kind = message.kind === 'serveCall' ? 'call' : 'stream';
  const of: CallEnd = { address: MAIN_ADDRESS, seq };
  return [
    addServing(state, addressOf(target), { seq, kind, channel, of }),
    [deliver([target], message, body)],
  ];
}

/** A renderer's message within an open call or stream. Only its two sides have a number for it. */
export function relayReceived(
  state: RouterState,
  { from, body }: Receive,
  message: RpcMessage,
): Transition | DropReason {
  if (isForConsumer(message)) {
    const serving = servingAt(state, from, message.seq);
    if (serving === undefined) return 'not-pending';
    const next = endsCall(message)
      ? removeBoth(state, serving.of, { address: from, seq: message.seq })
      : state;
    return [next, [forward(next, from, serving.of, message, body)]];
  }
  const pending = pendingAt(state, from, message.seq);
  if (pending === undefined) return 'not-pending';
  const { by } = pending;
  const next = endsCall(message) ? removeBoth(state, { address: from, seq: message.seq }, by) : state;
  if (by === undefined) return [next, [{ type: 'dispatch', from, message, body }]];
  return [next, [forward(next, from, by, message, body)]];
}

/** Main's message within a call or stream that is open with a renderer. */
export function reduceRpc(state: RouterState, { to, message, body }: RpcFromMain): Transition {
  const { kind, seq } = message;
  const endpoint = endpointAt(state, to);
  if (endpoint === undefined || !isServedByMain(state, to, message)) {
    return [state, [{ type: 'drop', reason: 'not-pending', kind, from: MAIN_ID, to: to.id }]];
  }
  const remove = isForConsumer(message) ? removePending : removeServing;
  const next = endsCall(message) ? remove(state, to, seq) : state;
  return [next, [deliver([endpoint], message, body)]];
}

/** Main's answer to a request, or the end of a stream that main serves. */
export function reduceAnswer(state: RouterState, event: Answer | Fail): Transition {
  const { to, seq } = event;
  const pending = pendingAt(state, to, seq);
  if (pending === undefined || pending.by !== undefined)
    return [state, [{ type: 'drop', reason: 'not-pending', kind: event.type, to: to.id }]];
  const result = event.type === 'answer' ? { ok: event.ok, body: event.body } : event.failure;
  return [removePending(state, to, seq), [{ type: 'reply', to, seq, sync: pending.kind === 'sync', result }]];
}

/** The serving renderer never hears of it. The call or stream is over, and its opener gets the reason. */
export function reduceUndelivered(state: RouterState, { to, seq, failure }: Undelivered): Transition {
  const serving = servingAt(state, to, seq);
  if (serving === undefined) return [state, []];
  return [removeBoth(state, serving.of, { address: to, seq }), [failed(serving.of, failure)]];
}

/** An epoch has ended (and is out of the state). Both directions of all its calls and streams end with it. */
export function endAll(state: RouterState, endpoint: Endpoint): Transition {
  const of = addressOf(endpoint);
  const effects: Effect[] = [];
  const [openers, servers]: [CallEnd[], CallEnd[]] = [[], []];
  for (const { seq, by } of endpoint.pending) {
    if (by === undefined) effects.push({ type: 'abandon', of, seq });
    else {
      const server = endpointAt(state, by.address);
      if (server === undefined) continue;
      servers.push(by);
      effects.push(deliver([server], { kind: 'cancel', seq: by.seq }, EMPTY_BODY));
    }
  }
  for (const { channel, of: end } of endpoint.serving) {
    if (end.address.id !== MAIN_ID) {
      if (endpointAt(state, end.address) === undefined) continue;
      openers.push(end);
    }
    const reason = `'${channel}': the connection to the renderer ${of.id}, which serves it, has ended.`;
    const result: Failure = { code: 'ERR_CULVERT_DISCONNECTED', reason };
    effects.push({ type: 'reply', to: end.address, seq: end.seq, sync: false, result });
  }
  return [removeCallEnds(state, openers, servers), effects];
}

/** A part of it was lost. The opener gets an error instead of a gap, and the serving side may stop. */
export function reduceBreakOff(state: RouterState, event: BreakOff): Transition {
  const { at, seq, failure } = event;
  if (event.side === 'server') {
    const serving = servingAt(state, at, seq);
    if (serving === undefined) return [state, []];
    const server: CallEnd = { address: at, seq };
    const effects = [failed(serving.of, failure), cancelAt(state, at, server)];
    return [removeBoth(state, serving.of, server), effects];
  }
  const pending = pendingAt(state, at, seq);
  if (pending === undefined) return [state, []];
  const opener: CallEnd = { address: at, seq };
  const { by = { address: MAIN_ADDRESS, seq } } = pending;
  return [
    removeBoth(state, opener, pending.by),
    [failed(opener, failure, pending.kind === 'sync'), cancelAt(state, at, by)],
  ];
}

function failed({ address: to, seq }: CallEnd, result: Failure, sync = false): Effect {
  return { type: 'reply', to, seq, sync, result };
}

/** Main knows a call that it serves by the address and the number of its opener. */
function cancelAt(state: RouterState, opener: Address, { address, seq }: CallEnd): Effect {
  const message = { kind: 'cancel', seq } as const;
  if (address.id === MAIN_ID) return { type: 'dispatch', from: opener, message, body: EMPTY_BODY };
  return deliver([endpointAt(state, address)!], message, EMPTY_BODY);
}

/** Forwards to the other side: main, or a renderer that is connected in this state. */
function forward(
  state: RouterState,
  from: Address,
  { address, seq }: CallEnd,
  message: RpcMessage,
  body: Body,
): Effect {
  if (message.kind === 'reply' && message.input === undefined) {
    return { type: 'reply', to: address, seq, sync: false, result: { ok: message.ok, body } };
  }
  const renamed = renumbered(message, seq);
  if (address.id === MAIN_ID) return { type: 'dispatch', from, message: renamed, body };
  return deliver([endpointAt(state, address)!], renamed, body);
}

/** The end of an input does not end the stream. */
function endsCall({ kind, input }: RpcMessage): boolean {
  return (kind === 'cancel' || kind === 'reply') && input === undefined;
}

function removeBoth(state: RouterState, of: CallEnd, by: CallEnd | undefined): RouterState {
  const next = by === undefined ? state : removeServing(state, by.address, by.seq);
  return of.address.id === MAIN_ID ? next : removePending(next, of.address, of.seq);
}

/** True if main is the other side of it. */
function isServedByMain(state: RouterState, to: Address, message: RpcMessage): boolean {
  if (!isForConsumer(message)) return servingAt(state, to, message.seq)?.of.address.id === MAIN_ID;
  const pending = pendingAt(state, to, message.seq);
  return pending !== undefined && pending.by === undefined;
}
