import {
  PROTOCOL_VERSION,
  type Address,
  type Body,
  type CulvertErrorCode,
  type RendererMessage,
} from '@culvert/protocol';
import type { DropReason, Effect } from '../src/lib/effect.js';
import type { Receive, RouterEvent } from '../src/lib/event.js';
import { reduce } from '../src/lib/reduce.js';
import { initialState, type Endpoint, type RouterState, type SenderInfo } from '../src/lib/state.js';

export const CODEC = 'electronJson';
export const LIMIT = 2;

export const one = { id: 1, epoch: 1 };
export const two = { id: 2, epoch: 2 };
export const guest = { id: 3, epoch: 3 };
/** A renderer that has not sent hello yet. */
export const silent = { id: 4, epoch: 4 };
export const staleOne = { id: 1, epoch: 0 };

export const body: Body = { text: '["body"]', blobs: [] };
export const window: SenderInfo = { kind: 'window' };
export const failure = { code: 'ERR_CULVERT_SYNC_NO_LISTENER', reason: 'No listener.' } as const;

/** Two windows, a guest in the first, and a window before its handshake. */
export const connected = run(initialState({ codec: CODEC, pendingLimit: LIMIT, streamLimit: LIMIT }), [
  { type: 'connect', address: one, info: window },
  { type: 'connect', address: two, info: { kind: 'window', origin: 'https://two.test', identity: 'two' } },
  { type: 'connect', address: guest, info: { kind: 'webview', host: 1 } },
  { type: 'connect', address: silent, info: window },
  ...[one, two, guest].map((from) =>
    receive(from, { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC }),
  ),
]);

/** The first window waits for the answers 7 (sync) and 8 (call). */
export const waiting = run(connected, [
  receive(one, { kind: 'sync', channel: 'c', seq: 7, timeoutMs: 10 }),
  receive(one, { kind: 'call', channel: 'c', seq: 8 }),
]);

export function run(state: RouterState, events: readonly RouterEvent[]): RouterState {
  return events.reduce((current, event) => reduce(current, event)[0], state);
}

export function receive(from: Receive['from'], message: RendererMessage, denied?: string): Receive {
  return { type: 'receive', from, message, body, ...(denied !== undefined && { denied }) };
}

export function change(state: RouterState, id: number, changes: Partial<Endpoint>): RouterState {
  return { ...state, endpoints: { ...state.endpoints, [id]: { ...state.endpoints[id]!, ...changes } } };
}

interface Case {
  readonly title: string;
  readonly state?: RouterState;
  readonly event: RouterEvent;
  /** The very same state, if none is given. */
  readonly next?: (state: RouterState) => RouterState;
  readonly effects: readonly Effect[];
}

export function check(cases: readonly Case[]): void {
  it.each(cases)('$title', ({ state = connected, event, next, effects }) => {
    const [result, actual] = reduce(state, event);
    expect(actual).toStrictEqual(effects);
    if (next === undefined) expect(result).toBe(state);
    else expect(result).toStrictEqual(next(state));
  });
}

export function deliver(
  to: readonly { id: number; epoch: number }[],
  senderId: number,
  channel = 'c',
): Effect {
  return { type: 'deliver', to, message: { kind: 'deliver', channel, senderId }, body };
}

export function reply(to: Address, seq: number, kind: string, code: CulvertErrorCode, words: string): Effect {
  const result = { code, reason: `'c': ${words}` };
  return { type: 'reply', to, seq, sync: kind === 'sync', result };
}

export function drop(reason: DropReason, kind: string, rest: object): Effect {
  return { type: 'drop', reason, kind, ...rest };
}
