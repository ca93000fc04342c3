import {
  bodyBytes,
  excessOf,
  messageFault,
  type Body,
  type Limits,
  type Packet,
  type RendererMessage,
} from '@culvert/protocol';
import type { Failure, RefuseRequest } from '@culvert/router';

/** Why main does not take a packet: no honest peer sends it, or it is over a limit that the peer need not have. */
export interface Refusal {
  readonly reason: 'malformed' | 'over-limit';
  readonly failure: Failure;
}

const MALFORMED: Failure = {
  code: 'ERR_CULVERT_MALFORMED_FRAME',
  reason: 'Main cannot read this request.',
};

/** What of a peer goes no further than to main's door. Behind it, nothing looks at the types of a message again. */
export function refusalOf({ message, body }: Packet<RendererMessage>, limits: Limits): Refusal | undefined {
  const fault = messageFault(message, limits);
  if (fault === 'over-limit' && requestIn(message) !== undefined)
    return { reason: fault, failure: excessOf(message, limits) };
  if (fault !== undefined || (body.ports !== undefined && !mayHavePorts(message)))
    return { reason: 'malformed', failure: MALFORMED };
  // A frame of a guest is held to the limits as what it is: many messages.
  if (message.kind === 'guestFrame') return undefined;
  return isTooLarge(body, limits)
    ? { reason: 'over-limit', failure: tooLarge(message, body, limits) }
    : undefined;
}

/** The number of a request that is refused, where it can be read: it has an answer all the same. */
export function requestIn(message: RendererMessage): Pick<RefuseRequest, 'kind' | 'seq'> | undefined {
  const { kind } = message;
  if (kind !== 'sync' && kind !== 'call' && kind !== 'stream' && kind !== 'port') return undefined;
  return Number.isSafeInteger(message.seq) ? { kind, seq: message.seq } : undefined;
}

function isTooLarge({ text, blobs }: Body, { messageBytes }: Limits): boolean {
  // Nearly all have a text alone.
  return text.length * 2 > messageBytes || (blobs.length > 0 && bodyBytes({ text, blobs }) > messageBytes);
}

function tooLarge(message: RendererMessage, body: Body, { messageBytes }: Limits): Failure {
  const what = 'channel' in message ? `'${message.channel}': the message` : 'A part of it';
  const reason = `${what} has ${bodyBytes(body)} bytes; main's limit is ${messageBytes}.`;
  return { code: 'ERR_CULVERT_MESSAGE_TOO_LARGE', reason };
}

/** By `postMessage` to main, and what guests send within their own frames: elsewhere they would go round the policy. */
function mayHavePorts({ kind }: RendererMessage): boolean {
  return kind === 'send' || kind === 'guestFrame';
}
