/** The announcement of main's end of a WebSocket. It is the first message, and is repeated in each interval. */
export interface KeepAlive {
  /** Main's end repeats this message within so many ms. 0 means that it does not. */
  readonly keepAliveMs: number;
  /** The largest message that main accepts, in bytes as `limits.messageBytes` counts them. */
  readonly messageBytes: number;
  /** The next message has at least this many bytes, and no sign of life can come before it is through. */
  readonly nextBytes?: number;
}

/** A parameter in the query of the WebSocket's url. Only a renderer that sets it gets messages of this kind. */
export const KEEP_ALIVE_NAME = 'keepalive';

/** A frame without packets. The announcement follows after its line, so old code treats it as an empty frame. */
const PREFIX = '[[],[]]\n';

/** The text of the announcement, as main's end sends it. */
export function keepAliveText(keepAlive: KeepAlive): string {
  return PREFIX + JSON.stringify(keepAlive);
}

/** Reads a message of main. Returns `undefined` if it is not a keepalive. */
export function readKeepAlive(data: unknown): KeepAlive | undefined {
  if (typeof data !== 'string' || !data.startsWith(PREFIX)) return undefined;
  try {
    return JSON.parse(data.slice(PREFIX.length)) as KeepAlive;
  } catch {
    return undefined;
  }
}
