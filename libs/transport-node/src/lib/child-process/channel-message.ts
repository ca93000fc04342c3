/** An id is a UUID; what is longer is not ours, and is not kept. */
const MAX_ID_LENGTH = 64;

/**
 * What the two sides send through the IPC channel of an ordinary `fork`, beside what users send. `culvert` is the id of
 * the connection: a child that reloads opens another one while frames of the first are still on their way.
 */
export type ChannelMessage =
  | { readonly culvert: string; readonly type: 'connect' }
  | { readonly culvert: string; readonly type: 'close' }
  | { readonly culvert: string; readonly type: 'frame'; readonly frame: string };

/** Users send what they like: only a message that has all of it is ours. */
export function isChannelMessage(message: unknown): message is ChannelMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { culvert, type, frame } = message as Readonly<Record<string, unknown>>;
  if (typeof culvert !== 'string' || culvert.length > MAX_ID_LENGTH) return false;
  return type === 'connect' || type === 'close' || (type === 'frame' && typeof frame === 'string');
}
