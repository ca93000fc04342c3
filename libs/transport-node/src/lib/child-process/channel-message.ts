/** An id is a UUID. A longer id is not Culvert's, and is not kept. */
const MAX_ID_LENGTH = 64;

/**
 * A message of either side through the IPC channel of an ordinary `fork`, beside the user's messages. `culvert`
 * is the id of the connection. A child that reloads opens another connection while frames of the first are
 * still on their way.
 */
export type ChannelMessage =
  | { readonly culvert: string; readonly type: 'connect' }
  | { readonly culvert: string; readonly type: 'close' }
  | { readonly culvert: string; readonly type: 'frame'; readonly frame: string };

/** Users send any message. Only a message with all of these fields is Culvert's. */
export function isChannelMessage(message: unknown): message is ChannelMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { culvert, type, frame } = message as Readonly<Record<string, unknown>>;
  if (typeof culvert !== 'string' || culvert.length > MAX_ID_LENGTH) return false;
  return type === 'connect' || type === 'close' || (type === 'frame' && typeof frame === 'string');
}
