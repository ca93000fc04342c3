import type { WireError } from '@culvert/core/internal';
import {
  bodyToFrame,
  frameToBody,
  packFrame,
  portsOf,
  unpackFrame,
  type Frame,
  type MainMessage,
  type Packet,
  type Port,
  type RendererMessage,
} from '@culvert/protocol';
import { notListed, type ChannelList } from '../channel-list.js';

const ENCODING = 'structured-clone';

/**
 * The reason why a frame of the page is refused, or `undefined` if it may leave. One unlisted
 * message refuses the whole frame.
 */
export function refusal(frame: Frame, isListed: ChannelList): string | undefined {
  try {
    for (const { message, body } of unpackFrame<RendererMessage>(frame, ENCODING)) {
      // A guest's own frame is checked too. Otherwise it would bypass the list.
      const inner = message.kind === 'guestFrame' ? refusal(bodyToFrame(body), isListed) : undefined;
      if (inner !== undefined) return inner;
      const channel = channelOf(message);
      if (channel !== undefined && !isListed(channel)) return notListed(channel);
    }
    return undefined;
  } catch {
    return 'This is no frame of Culvert.';
  }
}

/**
 * The part of a frame of main that the page may see. Its ports are in the frame, and also listed
 * apart.
 */
export interface ListedPart {
  readonly frame: Frame;
  readonly ports: readonly Port[];
}

/**
 * Splits a frame of main. `listed` holds its listed messages. `answers` holds at most one frame: it
 * refuses calls and streams on unlisted channels, so that their caller does not wait for an answer.
 */
export function sift(
  frame: Frame,
  isListed: ChannelList,
): { readonly listed: ListedPart | undefined; readonly answers: readonly Frame[] } {
  const packets = unpackFrame<MainMessage>(frame, ENCODING);
  return { listed: listedPart(frame, packets, isListed), answers: answersToUnlisted(packets, isListed) };
}

function listedPart(
  frame: Frame,
  packets: readonly Packet<MainMessage>[],
  isListed: ChannelList,
): ListedPart | undefined {
  const listed = packets.flatMap((packet) => listedPacket(packet, isListed));
  if (listed.length === 0) return undefined;
  const isWhole = listed.every((packet, nth) => packet === packets[nth]) && listed.length === packets.length;
  return { frame: isWhole ? frame : packFrame(listed, ENCODING), ports: portsOf(listed) };
}

function answersToUnlisted(packets: readonly Packet<MainMessage>[], isListed: ChannelList): readonly Frame[] {
  const answers = packets.flatMap(({ message }): Packet<RendererMessage>[] => {
    if (message.kind !== 'serveCall' && message.kind !== 'serveStream') return [];
    const { channel, seq } = message;
    if (isListed(channel)) return [];
    const error = { name: 'CulvertError', message: notListed(channel), code: 'ERR_CULVERT_NOT_EXPOSED' };
    // Plain JSON, because both codecs can read it.
    const body = { text: JSON.stringify([{ error } satisfies WireError]), blobs: [] };
    return [{ message: { kind: 'reply', seq, ok: false }, body }];
  });
  return answers.length === 0 ? [] : [packFrame(answers, ENCODING)];
}

/**
 * The packet, or the listed part of a guest's frame, or nothing. The ports of dropped messages are
 * closed.
 */
function listedPacket(packet: Packet<MainMessage>, isListed: ChannelList): Packet<MainMessage>[] {
  const { message, body } = packet;
  if (message.kind === 'guestFrame') {
    const inner = bodyToFrame(body);
    const part = listedPart(inner, unpackFrame<MainMessage>(inner, ENCODING), isListed);
    if (part === undefined) return [];
    return part.frame === inner ? [packet] : [{ message, body: frameToBody(part.frame) }];
  }
  const channel = channelOf(message);
  if (channel === undefined || isListed(channel)) return [packet];
  for (const port of body.ports ?? []) (port as MessagePort).close();
  return [];
}

/**
 * The name that the list is checked for. Messages of the wire itself have none: the handshake,
 * answers, and messages of an open call or stream, which was checked when it opened. The same holds
 * for messages about the connections of guests, because their frames are checked on their own.
 */
function channelOf(message: RendererMessage | MainMessage): string | undefined {
  switch (message.kind) {
    case 'hello':
    case 'demand':
    case 'items':
    case 'cancel':
    case 'welcome':
    case 'refuse':
    case 'reply':
    case 'openGuest':
    case 'guestOpened':
    case 'guestFrame':
    case 'guestEnded':
    case 'guestClosed':
    case 'closeGuest':
    case 'guestIgnored':
      return undefined;
    case 'send':
    case 'sync':
    case 'call':
    case 'stream':
    case 'serveCall':
    case 'serveStream':
    case 'sendTo':
    case 'sendToHost':
    case 'port':
    case 'deliver':
    case 'deliverToHost':
    case 'deliverPort':
      if (typeof message.channel === 'string') return message.channel;
  }
  throw new TypeError('No message of Culvert.');
}
