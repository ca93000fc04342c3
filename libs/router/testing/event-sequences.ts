import { PROTOCOL_VERSION, type Address, type Body, type RendererMessage } from '@culvert/protocol';
import fc from 'fast-check';
import type { Receive, RouterEvent } from '../src/lib/event.js';
import { nextAddress, type RouterState, type SenderInfo } from '../src/lib/state.js';

const EVENTS_PER_SEQUENCE = 30;

export const CODEC = 'electronJson';
export const settings = { codec: CODEC, pendingLimit: 2, streamLimit: 2 };
export const failure = { code: 'ERR_CULVERT_TIMEOUT', reason: 'Too late.' } as const;

/** A connected renderer by its place in the list, or an id that may have no renderer. */
type RendererChoice = { readonly nth: number } | { readonly id: number };
/** The connection of an id that an event names. */
type When = 'now' | 'before' | 'after' | 'first';

interface ConnectionChoice {
  readonly renderer: RendererChoice;
  readonly when: When;
}

/**
 * An event without the parts that depend on the sequence so far: epochs, and the number that tells bodies
 * apart.
 */
export type Step =
  | {
      readonly type: 'connect';
      readonly renderer: RendererChoice | undefined;
      readonly when: When;
      readonly info: SenderInfo;
      readonly transfersPorts: boolean;
    }
  | ({ readonly type: 'disconnect' } & ConnectionChoice)
  | ({
      readonly type: 'receive';
      readonly message: RendererMessage;
      readonly denied?: string;
    } & ConnectionChoice)
  | { readonly type: 'send'; readonly renderer: RendererChoice; readonly when: When | undefined }
  | { readonly type: 'broadcast' }
  | { readonly type: 'reserveIds'; readonly upTo: number }
  | ({ readonly type: 'answer'; readonly seq: number; readonly ok: boolean } & ConnectionChoice)
  | ({ readonly type: 'fail'; readonly seq: number } & ConnectionChoice)
  | ({
      readonly type: 'refuseRequest';
      readonly kind: 'sync' | 'call' | 'port';
      readonly seq: number;
    } & ConnectionChoice);

/** Numbers are few, so that events meet. Some are numbers that no honest peer sends. */
const id = often(fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, -1, -0, 99, 2 ** 53 - 1));
const seq = often(fc.integer({ min: 0, max: 3 }), fc.constantFrom(-1, -0, -7, 2 ** 32, 2 ** 53 - 1));
const channel = fc.constantFrom('c', 'd', '', '__proto__', 'constructor', 'error', '\u0000', '\ud800');
const renderer: fc.Arbitrary<RendererChoice> = often<RendererChoice>(
  fc.record({ nth: fc.nat(3) }),
  fc.record({ id }),
);
const when = often<When>(fc.constant('now'), fc.constantFrom('before', 'after', 'first'));
const info = fc.record(
  {
    kind: fc.constantFrom<SenderInfo['kind'][]>('window', 'webview', 'worker', 'process'),
    host: fc.integer({ min: 0, max: 4 }),
    origin: fc.constantFrom('https://a.test', 'null', '__proto__'),
    identity: fc.string(),
  },
  { requiredKeys: ['kind'] },
);
const transfersPortsMostly = fc.constantFrom(true, true, false);
export const goodHello = { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC } as const;

const messages: readonly (readonly [weight: number, fc.Arbitrary<RendererMessage>])[] = [
  [3, fc.constant(goodHello)],
  [
    2,
    record('hello', {
      version: fc.constantFrom(PROTOCOL_VERSION, 0, -1),
      codec: fc.constantFrom(CODEC, 'x'),
    }),
  ],
  [3, record('send', { channel })],
  [7, record('call', { channel, seq })],
  [7, record('sync', { channel, seq, timeoutMs: fc.constantFrom(0, 1, 1e300) })],
  [3, record('cancel', { seq })],
  [3, record('sendTo', { channel, to: id })],
  [3, record('sendToHost', { channel })],
  [5, record('port', { channel, to: id, seq })],
  [2, record('guestFrame', { link: seq })],
  [1, record('closeGuest', { guest: seq })],
  [1, record('openGuest', { guest: seq, link: seq, origin: fc.constant('https://guest.test') })],
];
const message = fc.oneof(...messages.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const denied = fc.constantFrom('', 'no');

const kindsOfStep: readonly (readonly [weight: number, fc.Arbitrary<Step>])[] = [
  [
    3,
    step('connect', {
      renderer: fc.option(renderer, { nil: undefined }),
      when: often<When>(fc.constant('after'), when),
      info,
      transfersPorts: transfersPortsMostly,
    }),
  ],
  [2, step('disconnect', { renderer, when })],
  [18, step('receive', { renderer, when, message })],
  [2, step('receive', { renderer, when, message, denied })],
  [2, step('send', { renderer, when: fc.option(when, { nil: undefined }) })],
  [1, fc.constant({ type: 'broadcast' })],
  [1, step('reserveIds', { upTo: fc.integer({ min: -1, max: 8 }) })],
  [5, step('answer', { renderer, when, seq, ok: fc.boolean() })],
  [2, step('fail', { renderer, when, seq })],
  [1, step('refuseRequest', { renderer, when, seq, kind: fc.constantFrom('sync', 'call', 'port') })],
];
const anyStep = fc.oneof(...kindsOfStep.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** Most sequences start with some renderers connected and ready. Later steps may undo that. */
const opening = fc.array(info, { maxLength: 3 }).map((infos) =>
  infos.flatMap((info, nth): Step[] => [
    { type: 'connect', renderer: undefined, when: 'after', info, transfersPorts: nth !== 1 },
    { type: 'receive', renderer: { nth }, when: 'now', message: goodHello },
  ]),
);
export const steps = fc
  .tuple(opening, fc.array(anyStep, { maxLength: EVENTS_PER_SEQUENCE, size: 'max' }))
  .map((parts) => parts.flat());

function often<T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

function record<Kind extends string, Fields>(
  kind: Kind,
  fields: { [Field in keyof Fields]: fc.Arbitrary<Fields[Field]> },
): fc.Arbitrary<{ kind: Kind } & Fields> {
  return fc.record(fields).map((values) => ({ kind, ...(values as Fields) }));
}

function step<Type extends string, Fields>(
  type: Type,
  fields: { [Field in keyof Fields]: fc.Arbitrary<Fields[Field]> },
): fc.Arbitrary<{ type: Type } & Fields> {
  return fc.record(fields).map((values) => ({ type, ...(values as Fields) }));
}

export function toEvent(state: RouterState, current: Step, number: number): RouterEvent {
  const body: Body = { text: String(number), blobs: [] };
  switch (current.type) {
    case 'connect': {
      const { renderer, when, info, transfersPorts } = current;
      const { id, epoch } = nextAddress(state, renderer && idOf(state, renderer));
      return {
        type: 'connect',
        address: { id, epoch: when === 'after' ? epoch : epochOf(state, id, when) },
        info,
        ...(transfersPorts && { transfersPorts }),
      };
    }
    case 'disconnect':
      return { type: 'disconnect', address: addressOf(state, current) };
    case 'receive': {
      const { message, denied } = current;
      const event: Receive = { type: 'receive', from: addressOf(state, current), message, body };
      return denied === undefined ? event : { ...event, denied };
    }
    case 'send': {
      const id = idOf(state, current.renderer);
      const to = current.when === undefined ? { id } : { id, epoch: epochOf(state, id, current.when) };
      return { type: 'send', to, channel: 'c', body };
    }
    case 'reserveIds':
      return current;
    case 'broadcast':
      return { type: 'broadcast', channel: 'c', body };
    case 'answer': {
      const { seq, ok } = current;
      return { type: 'answer', to: addressOf(state, current), seq, ok, body };
    }
    case 'fail':
      return { type: 'fail', to: addressOf(state, current), seq: current.seq, failure };
    case 'refuseRequest': {
      const { kind, seq } = current;
      return { type: 'refuseRequest', from: addressOf(state, current), kind, seq, failure };
    }
  }
}

function addressOf(state: RouterState, { renderer, when }: ConnectionChoice): Address {
  const id = idOf(state, renderer);
  return { id, epoch: epochOf(state, id, when) };
}

function idOf(state: RouterState, renderer: RendererChoice): number {
  if ('id' in renderer) return renderer.id;
  const connected = Object.values(state.endpoints);
  return connected[renderer.nth % connected.length]?.id ?? 1;
}

function epochOf(state: RouterState, id: number, when: When): number {
  const now = state.endpoints[id]?.epoch ?? state.lastEpoch;
  return { now, before: now - 1, after: now + 1, first: 1 }[when];
}
