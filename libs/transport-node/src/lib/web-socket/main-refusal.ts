import { unpackFrame, type MainMessage, type Packet } from '@culvert/protocol';
import type { Refusal } from './access.js';

/**
 * The refusal of a client by main, for another codec or version. Main sends it as the only frame, and then closes the
 * connection with code 1000. Main throws its refusals for other reasons.
 */
export function refusalIn(onlyFrame: string | undefined): Refusal | undefined {
  if (onlyFrame === undefined) return undefined;
  let packets: readonly Packet<MainMessage>[];
  try {
    packets = unpackFrame<MainMessage>(onlyFrame, 'text');
  } catch {
    // Main itself is trusted. This is a stand-in for it, without a protocol.
    return undefined;
  }
  for (const { message } of packets) {
    if (message.kind === 'refuse' && message.code !== 'ERR_CULVERT_OVERFLOW')
      return { status: 1000, reason: asReason(`${message.code}: ${message.reason}`) };
  }
  return undefined;
}

/** A text of main as the reason of a refusal, which stands within a line. */
export function asReason(text: string): string {
  return text.replace(/\.$/, '');
}
