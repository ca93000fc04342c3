import { electronJson, structured, type Codec } from '@culvert/core';
import { MAIN_ID, invalidArgument, splitBody, type Body } from '@culvert/protocol';
import { reduce, type RouterEvent, type RouterState } from '@culvert/router';
import { callOf } from './call-of.js';
import type { RecordedBody, Recording } from './recording.js';
import { checkNames } from './check-names.js';
import { checkRecording } from './check-recording.js';

/** A message of a recording with its arguments, for the reducers of an app. */
export interface RecordedMessage {
  /** The time of main's scheduler, in ms. */
  readonly at: number;
  /** `item` is one item of a stream, `answer` the result of a call. */
  readonly kind:
    'send' | 'sync' | 'call' | 'stream' | 'sendTo' | 'sendToHost' | 'broadcast' | 'item' | 'answer';
  /** Its channel. For an item or an answer, the channel of its stream or call. */
  readonly channel: string;
  /** The webContents id of its sender: 0 is main. */
  readonly from: number;
  /** Its decoded arguments. An item or an answer has one. */
  readonly args: readonly unknown[];
}

/** Options of {@link messagesOf}. */
export interface MessagesOptions {
  /** The codec of an app that has its own. Default: the one with the recorded name. */
  readonly codec?: Codec | undefined;
}

/**
 * The messages that main has forwarded or handled, with their arguments, in order. The reducer of an app can run over
 * them again. Messages that main dropped are not among them, and neither are those with a body that was left out.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is no recording, and for an unknown or invalid option
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an unknown codec
 * @throws CulvertError `ERR_CULVERT_MALFORMED_FRAME` for a body that the codec cannot decode
 * @example
 * const typed = messagesOf(recording)
 *   .filter(({ channel }) => channel === 'keys')
 *   .reduce((text, { args: [key] }) => text + String(key), '');
 */
export function messagesOf(recording: Recording, options: MessagesOptions = {}): readonly RecordedMessage[] {
  checkRecording('messagesOf', recording);
  checkNames('messagesOf: options', options, ['codec']);
  const { initial, items } = recording;
  const codec = options.codec ?? [electronJson, structured].find(({ name }) => name === initial.codec);
  if (typeof codec?.decode !== 'function')
    throw invalidArgument(`messagesOf needs the codec '${initial.codec}' of the recording: { codec }.`);
  let state = initial;
  return items.flatMap((item) => {
    if (item.kind !== 'event') return [];
    const before = state;
    state = reduce(state, item.event)[0];
    const arrives = item.effects.some(({ type }) => ['deliver', 'dispatch', 'reply'].includes(type));
    const message = arrives && messageOf(before, item.event);
    if (message === false || message === undefined) return [];
    const { bodies, ...rest } = message;
    return bodies.filter(isKept).map((body) => ({ at: item.at, ...rest, args: codec.decode(body) }));
  });
}

type Encoded = Omit<RecordedMessage, 'at' | 'args'> & { readonly bodies: readonly Body[] };

function messageOf(state: RouterState, event: RouterEvent): Encoded | undefined {
  switch (event.type) {
    case 'receive':
      return receivedMessage(state, event);
    case 'send':
    case 'broadcast':
      return { kind: event.type, channel: event.channel, from: MAIN_ID, bodies: [event.body] };
    case 'open': {
      const { message, body } = event;
      const kind = message.kind === 'serveCall' ? 'call' : 'stream';
      return { kind, channel: message.channel, from: MAIN_ID, bodies: [body] };
    }
    case 'rpc':
      return partOf(state, event, MAIN_ID, event.message, event.body);
    case 'answer':
      return partOf(state, event, MAIN_ID, { kind: 'reply', ok: event.ok }, event.body);
    case 'connect':
    case 'disconnect':
    case 'reserveIds':
    case 'refuseRequest':
    case 'breakOff':
    case 'fail':
    case 'undelivered':
      return undefined;
  }
}

function receivedMessage(
  state: RouterState,
  event: Extract<RouterEvent, { readonly type: 'receive' }>,
): Encoded | undefined {
  const { message, body, denied } = event;
  const from = event.from.id;
  if (denied !== undefined) return undefined;
  switch (message.kind) {
    case 'send':
    case 'sync':
    case 'call':
    case 'stream':
    case 'sendTo':
    case 'sendToHost':
      return { kind: message.kind, channel: message.channel, from, bodies: [body] };
    case 'items':
    case 'reply':
      return partOf(state, event, from, message, body);
    case 'hello':
    case 'port':
    case 'demand':
    case 'cancel':
    case 'openGuest':
    case 'guestFrame':
    case 'guestEnded':
    case 'closeGuest':
    case 'guestIgnored':
      return undefined;
  }
}

/** The items, or the answer, of an open stream or call. */
function partOf(
  state: RouterState,
  event: RouterEvent,
  from: number,
  message: { readonly kind: string; readonly ok?: boolean; readonly sizes?: readonly unknown[] },
  body: RecordedBody,
): Encoded | undefined {
  const call = callOf(state, event);
  if (call === undefined) return undefined;
  const { channel } = call;
  if (message.kind === 'items') {
    const bodies = isKept(body) ? splitBody(body, message.sizes ?? []) : [];
    return { kind: 'item', channel, from, bodies };
  }
  if (message.kind !== 'reply' || message.ok !== true || call.kind === 'stream') return undefined;
  return { kind: 'answer', channel, from, bodies: [body] };
}

function isKept(body: RecordedBody): boolean {
  return body.leftOut === undefined;
}
