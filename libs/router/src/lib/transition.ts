import { Immer } from 'immer';
import type { Effect } from './effect.js';
import type { Endpoint, RouterState } from './state.js';

/** The next state, and what is to be done about it. */
export type Transition = readonly [state: RouterState, effects: readonly Effect[]];

/** An instance of our own: freezing costs more than routing, and is a global switch of the shared one. */
const { produce } = new Immer({ autoFreeze: false });

export function addEndpoint(state: RouterState, endpoint: Endpoint): RouterState {
  return produce(state, (draft) => {
    draft.endpoints[endpoint.id] = endpoint;
    draft.lastId = Math.max(draft.lastId, endpoint.id);
    draft.lastEpoch = endpoint.epoch;
  });
}

export function removeEndpoint(state: RouterState, id: number): RouterState {
  return produce(state, (draft) => {
    delete draft.endpoints[id];
  });
}

export function markReady(state: RouterState, id: number): RouterState {
  return produce(state, (draft) => {
    draft.endpoints[id]!.ready = true;
  });
}

export function addPending(state: RouterState, id: number, seq: number, kind: 'sync' | 'call'): RouterState {
  return produce(state, (draft) => {
    draft.endpoints[id]!.pending[seq] = kind;
  });
}

export function removePending(state: RouterState, id: number, seq: number): RouterState {
  return produce(state, (draft) => {
    delete draft.endpoints[id]!.pending[seq];
  });
}
