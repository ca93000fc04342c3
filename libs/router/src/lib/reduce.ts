import { MAIN_ID } from '@culvert/protocol';
import { deliver } from './deliver.js';
import type { Effect } from './effect.js';
import type { Answer, Broadcast, Connect, Disconnect, Fail, RouterEvent, SendFromMain } from './event.js';
import { reduceReceived } from './reduce-received.js';
import { addressOf, endpointAt, type Endpoint, type RouterState } from './state.js';
import { addEndpoint, removeEndpoint, removePending, type Transition } from './transition.js';

/**
 * Where every message of every process goes: pure, total, and without a clock. It never throws, never changes its
 * input, and gives the same answer for the same input. The hub carries the effects out, in order.
 *
 * @example
 * const [next, effects] = reduce(state, { type: 'broadcast', channel: 'tick', body: electronJson.encode([1]) });
 * // next === state; effects: [{ type: 'deliver', to: every connected renderer, … }]
 */
export function reduce(state: RouterState, event: RouterEvent): Transition {
  switch (event.type) {
    case 'receive':
      return reduceReceived(state, event);
    case 'send':
      return reduceSend(state, event);
    case 'broadcast':
      return reduceBroadcast(state, event);
    case 'answer':
    case 'fail':
      return reduceReply(state, event);
    case 'reserveIds':
      return event.upTo <= state.lastId ? [state, []] : [{ ...state, lastId: event.upTo }, []];
    case 'connect':
      return reduceConnect(state, event);
    case 'disconnect':
      return reduceDisconnect(state, event);
  }
}

function reduceConnect(state: RouterState, { address, info, movesPorts }: Connect): Transition {
  if (address.id <= MAIN_ID || address.epoch <= state.lastEpoch) {
    return [state, [{ type: 'drop', reason: 'stale-epoch', kind: 'connect', to: address.id }]];
  }
  const previous = state.endpoints[address.id];
  const ports = movesPorts === true && { movesPorts };
  const endpoint: Endpoint = { ...info, ...address, ...ports, ready: false, pending: {} };
  return [addEndpoint(state, endpoint), previous ? abandonAll(previous) : []];
}

function reduceDisconnect(state: RouterState, { address }: Disconnect): Transition {
  const endpoint = endpointAt(state, address);
  if (endpoint === undefined) return [state, []];
  return [removeEndpoint(state, endpoint.id), abandonAll(endpoint)];
}

function abandonAll(endpoint: Endpoint): Effect[] {
  const of = addressOf(endpoint);
  // An object keeps numbers above 2^32 and below 0 in the order of their coming, which is no part of the state.
  const seqs = Object.keys(endpoint.pending).map(Number);
  return seqs.sort((a, b) => a - b).map((seq) => ({ type: 'abandon', of, seq }));
}

function reduceSend(state: RouterState, { to, channel, body }: SendFromMain): Transition {
  const endpoint = state.endpoints[to.id];
  if (endpoint === undefined || (to.epoch !== undefined && to.epoch !== endpoint.epoch)) {
    const reason = endpoint === undefined ? 'disconnected' : 'stale-epoch';
    return [state, [{ type: 'drop', reason, kind: 'send', channel, from: MAIN_ID, to: to.id }]];
  }
  return [state, [deliver([endpoint], { kind: 'deliver', channel, senderId: MAIN_ID }, body)]];
}

function reduceBroadcast(state: RouterState, { channel, body }: Broadcast): Transition {
  const to = Object.values(state.endpoints);
  if (to.length === 0) return [state, []];
  return [state, [deliver(to, { kind: 'deliver', channel, senderId: MAIN_ID }, body)]];
}

function reduceReply(state: RouterState, event: Answer | Fail): Transition {
  const { to, seq } = event;
  const kind = endpointAt(state, to)?.pending[seq];
  if (kind === undefined)
    return [state, [{ type: 'drop', reason: 'not-pending', kind: event.type, to: to.id }]];
  const result = event.type === 'answer' ? { ok: event.ok, body: event.body } : event.failure;
  return [removePending(state, to.id, seq), [{ type: 'reply', to, seq, sync: kind === 'sync', result }]];
}
