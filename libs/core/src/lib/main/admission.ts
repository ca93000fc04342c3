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

/** Why main refuses a packet: no honest peer sends it, or it is over a limit that the peer need not have. */
export interface Refusal {
  readonly reason: 'malformed' | 'over-limit';
  readonly failure: Failure;
}

const MALFORMED: Failure = {
  code: 'ERR_CULVERT_MALFORMED_FRAME',
  reason: 'Main cannot read this request.',
};

/** Main checks every packet of a peer here. Code behind this check trusts the types of messages. */
export function refusalOf({ message, body }: Packet<RendererMessage>, limits: Limits): Refusal | undefined {
  const fault = messageFault(message, limits);
  if (fault === 'over-limit' && requestIn(message) !== undefined)
    return { reason: fault, failure: excessOf(message, limits) };
  if (fault !== undefined || (body.ports !== undefined && !mayHavePorts(message)))
    return { reason: 'malformed', failure: MALFORMED };
  // A guest's frame holds many messages. Main holds each of them to the limits, not the frame.
  if (message.kind === 'guestFrame') return undefined;
  return isTooLarge(body, limits)
    ? { reason: 'over-limit', failure: tooLarge(message, body, limits) }
    : undefined;
}

/** The number of a refused request, if it can be read: main answers the request nevertheless. */
export function requestIn(message: RendererMessage): Pick<RefuseRequest, 'kind' | 'seq'> | undefined {
  const { kind } = message;
  if (kind !== 'sync' && kind !== 'call' && kind !== 'stream' && kind !== 'port') return undefined;
  return Number.isSafeInteger(message.seq) ? { kind, seq: message.seq } : undefined;
}

function isTooLarge({ text, blobs }: Body, { messageBytes }: Limits): boolean {
  // Nearly all bodies have text alone.
  return text.length * 2 > messageBytes || (blobs.length > 0 && bodyBytes({ text, blobs }) > messageBytes);
}

function tooLarge(message: RendererMessage, body: Body, { messageBytes }: Limits): Failure {
  const what = 'channel' in message ? `'${message.channel}': the message` : 'A part of it';
  const reason = `${what} has ${bodyBytes(body)} bytes; main's limit is ${messageBytes}.`;
  return { code: 'ERR_CULVERT_MESSAGE_TOO_LARGE', reason };
}

/** Only `send` and `guestFrame` may carry ports. In any other message they would bypass the policy. */
function mayHavePorts({ kind }: RendererMessage): boolean {
  return kind === 'send' || kind === 'guestFrame';
}
