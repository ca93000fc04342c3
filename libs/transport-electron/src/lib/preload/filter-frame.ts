import {
  packFrame,
  portsOf,
  unpackFrame,
  type Frame,
  type MainMessage,
  type Port,
  type RendererMessage,
} from '@culvert/protocol';
import { notListed, type ChannelList } from '../channel-list.js';

const ENCODING = 'structured-clone';

/** Why a frame of the page does not leave, or `undefined` where it does. One message too many keeps all of it. */
export function refusal(frame: Frame, isListed: ChannelList): string | undefined {
  try {
    for (const { message } of unpackFrame<RendererMessage>(frame, ENCODING)) {
      const channel = channelOf(message);
      if (channel !== undefined && !isListed(channel)) return notListed(channel);
    }
    return undefined;
  } catch {
    return 'This is no frame of Culvert.';
  }
}

/** What of a frame of main the page may see; the ports in it stand behind it, and apart. */
export function listedPart(
  frame: Frame,
  isListed: ChannelList,
): { readonly frame: Frame; readonly ports: readonly Port[] } | undefined {
  const packets = unpackFrame<MainMessage>(frame, ENCODING);
  const listed = packets.filter(({ message }) => {
    const channel = channelOf(message);
    return channel === undefined || isListed(channel);
  });
  for (const port of portsOf(packets.filter((packet) => !listed.includes(packet)))) {
    (port as MessagePort).close();
  }
  if (listed.length === 0) return undefined;
  const isWhole = listed.length === packets.length;
  return { frame: isWhole ? frame : packFrame(listed, ENCODING), ports: portsOf(listed) };
}

/** The name that a message goes by. What the wire itself needs has none: the handshake, answers,
 * and what belongs to a call or stream that is open: that went by a name when it was opened. */
function channelOf(message: RendererMessage | MainMessage): string | undefined {
  switch (message.kind) {
    case 'hello':
    case 'demand':
    case 'items':
    case 'cancel':
    case 'welcome':
    case 'refuse':
    case 'reply':
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
      break;
    // The frames of guests are not looked into, and would go round the list.
    case 'openGuest':
    case 'guestOpened':
    case 'guestFrame':
    case 'guestEnded':
    case 'guestClosed':
    case 'closeGuest':
    case 'guestIgnored':
      break;
  }
  throw new TypeError('No message of Culvert.');
}
