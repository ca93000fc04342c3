import { Immer } from 'immer';
import type { Effect } from './effect.js';
import { withItem, withoutSeq, withoutSeqs } from './numbered.js';
import {
  endpointAt,
  type Endpoint,
  type CallEnd,
  type Pending,
  type RouterState,
  type Serving,
} from './state.js';
import type { Address } from '@culvert/protocol';

/** The next state, and the effects to carry out. */
export type Transition = readonly [state: RouterState, effects: readonly Effect[]];

/** An Immer instance of our own: freezing costs more than routing, and is a global switch of the shared one. */
const { produce } = new Immer({ autoFreeze: false });

export function addEndpoint(state: RouterState, endpoint: Endpoint): RouterState {
  const endpoints = { ...state.endpoints };
  const previous = endpoints[endpoint.id];
  if (previous !== undefined) countBelow(endpoints, previous, -previous.pending.length);
  endpoints[endpoint.id] = endpoint;
  return { ...state, endpoints, lastId: Math.max(state.lastId, endpoint.id), lastEpoch: endpoint.epoch };
}

export function removeEndpoint(state: RouterState, id: number): RouterState {
  const endpoints = { ...state.endpoints };
  const removed = endpoints[id];
  if (removed !== undefined) countBelow(endpoints, removed, -removed.pending.length);
  delete endpoints[id];
  return { ...state, endpoints };
}

export function markReady(state: RouterState, address: Address): RouterState {
  return update(
    state,
    address,
    produce((draft) => {
      draft.ready = true;
    }),
  );
}

/*
 * The lists of open calls change with every call, and the record of endpoints has one entry per renderer. So
 * both are copied by hand. A draft of them costs many times as much. Drafts are for small or deep data.
 */

export function addPending(state: RouterState, at: Address, pending: Pending): RouterState {
  // A state that was logged and parsed again must be equal, and -0 would not be.
  const entry = { ...pending, seq: pending.seq + 0 };
  return update(state, at, (endpoint) => ({ ...endpoint, pending: withItem(endpoint.pending, entry) }));
}

export function removePending(state: RouterState, at: Address, seq: number): RouterState {
  return update(state, at, (endpoint) => ({ ...endpoint, pending: withoutSeq(endpoint.pending, seq) }));
}

/** Its number is main's newest. */
export function addServing(state: RouterState, at: Address, serving: Serving): RouterState {
  const next = update(state, at, (endpoint) => ({
    ...endpoint,
    serving: withItem(endpoint.serving, serving),
  }));
  return { ...next, lastSeq: serving.seq };
}

export function removeServing(state: RouterState, at: Address, seq: number): RouterState {
  return update(state, at, (endpoint) => ({ ...endpoint, serving: withoutSeq(endpoint.serving, seq) }));
}

/**
 * Leaves the state as `removePending` and `removeServing` of each entry would. An epoch may end thousands at
 * once, so this copies each list only once, and the record too.
 */
export function removeCallEnds(
  state: RouterState,
  pending: readonly CallEnd[],
  serving: readonly CallEnd[],
): RouterState {
  if (pending.length === 0 && serving.length === 0) return state;
  const endpoints = { ...state.endpoints };
  for (const [id, seqs] of seqsById(state, pending)) {
    const endpoint = endpoints[id]!;
    const left = withoutSeqs(endpoint.pending, seqs);
    endpoints[id] = { ...endpoint, pending: left };
    countBelow(endpoints, endpoint, left.length - endpoint.pending.length);
  }
  for (const [id, seqs] of seqsById(state, serving)) {
    const endpoint = endpoints[id]!;
    endpoints[id] = { ...endpoint, serving: withoutSeqs(endpoint.serving, seqs) };
  }
  return { ...state, endpoints };
}

/** The numbers of the connected ends, each in its own epoch. */
function seqsById(state: RouterState, parties: readonly CallEnd[]): Map<number, Set<number>> {
  const byId = new Map<number, Set<number>>();
  for (const { address, seq } of parties) {
    if (endpointAt(state, address) === undefined) continue;
    const seqs = byId.get(address.id);
    if (seqs === undefined) byId.set(address.id, new Set([seq]));
    else seqs.add(seq);
  }
  return byId;
}

/**
 * The open calls of a guest count for the renderer that carries it. A carrier that has ended meanwhile needs no
 * count.
 */
function countBelow(endpoints: Record<number, Endpoint>, { carrier }: Endpoint, change: number): void {
  if (carrier === undefined || change === 0) return;
  const root = endpoints[carrier.id];
  if (root?.epoch !== carrier.epoch) return;
  endpoints[carrier.id] = { ...root, pendingBelow: (root.pendingBelow ?? 0) + change };
}

function update(state: RouterState, address: Address, change: (endpoint: Endpoint) => Endpoint): RouterState {
  const endpoint = endpointAt(state, address);
  if (endpoint === undefined) return state;
  const endpoints = { ...state.endpoints };
  const changed = change(endpoint);
  endpoints[address.id] = changed;
  countBelow(endpoints, endpoint, changed.pending.length - endpoint.pending.length);
  // By name: a spread costs several times as much here.
  const { lastId, lastEpoch, lastSeq, codec, pendingLimit, streamLimit } = state;
  return { endpoints, lastId, lastEpoch, lastSeq, codec, pendingLimit, streamLimit };
}
