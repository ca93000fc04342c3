import { MAIN_ID } from '@culvert/protocol';
import { deliver } from './deliver.js';
import type { Broadcast, Connect, Disconnect, RouterEvent, SendFromMain } from './event.js';
import {
  endAll,
  reduceAnswer,
  reduceBreakOff,
  reduceRpc,
  reduceOpen,
  reduceUndelivered,
} from './reduce-rpc.js';
import { reduceReceived, reduceRefusal } from './reduce-received.js';
import { endpointAt, type Endpoint, type RouterState } from './state.js';
import { addEndpoint, removeEndpoint, type Transition } from './transition.js';

/**
 * Decides where every message of every process goes: pure, total, and without a clock. It never throws, never
 * changes its input, and gives the same result for the same input. The hub carries the effects out, in order.
 *
 * @example
 * const [next, effects] = reduce(state, { type: 'broadcast', channel: 'tick', body: electronJson.encode([1]) });
 * // next === state; effects: [{ type: 'deliver', to: every connected renderer, … }]
 */
export function reduce(state: RouterState, event: RouterEvent): Transition {
  switch (event.type) {
    case 'receive':
      return reduceReceived(state, event);
    case 'refuseRequest':
      return reduceRefusal(state, event);
    case 'breakOff':
      return reduceBreakOff(state, event);
    case 'send':
      return reduceSend(state, event);
    case 'broadcast':
      return reduceBroadcast(state, event);
    case 'answer':
    case 'fail':
      return reduceAnswer(state, event);
    case 'undelivered':
      return reduceUndelivered(state, event);
    case 'open':
      return reduceOpen(state, event);
    case 'rpc':
      return reduceRpc(state, event);
    case 'reserveIds':
      return event.upTo <= state.lastId ? [state, []] : [{ ...state, lastId: event.upTo }, []];
    case 'connect':
      return reduceConnect(state, event);
    case 'disconnect':
      return reduceDisconnect(state, event);
  }
}

function reduceConnect(state: RouterState, { address, info, transfersPorts, carrier }: Connect): Transition {
  if (address.id <= MAIN_ID || address.epoch <= state.lastEpoch) {
    return [state, [{ type: 'drop', reason: 'stale-epoch', kind: 'connect', to: address.id }]];
  }
  const previous = state.endpoints[address.id];
  const ports = transfersPorts === true && { transfersPorts };
  const open = { pending: [], serving: [], ...(carrier !== undefined && { carrier }) };
  const endpoint: Endpoint = { ...info, ...address, ...ports, ready: false, ...open };
  const added = addEndpoint(state, endpoint);
  return previous === undefined ? [added, []] : endAll(added, previous);
}

function reduceDisconnect(state: RouterState, { address }: Disconnect): Transition {
  const endpoint = endpointAt(state, address);
  if (endpoint === undefined) return [state, []];
  return endAll(removeEndpoint(state, endpoint.id), endpoint);
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
