/** What main's end of a WebSocket says of itself, first of all and again in each interval. */
export interface KeepAlive {
  /** Main's end says this again within so many ms; 0: it does not. */
  readonly keepAliveMs: number;
  /** What main accepts of one message, in bytes as `limits.messageBytes` counts them. */
  readonly messageBytes: number;
  /** The next message has at least this many bytes, and no sign of life can come before it is through. */
  readonly nextBytes?: number;
}

/** Asks, in the query of the WebSocket's url, for messages of this kind: only those who do get them. */
export const KEEP_ALIVE_NAME = 'keepalive';

/** A frame without packets, and behind its line what it says. Who takes it for a frame finds nothing in it. */
const PREFIX = '[[],[]]\n';

export function keepAliveText(keepAlive: KeepAlive): string {
  return PREFIX + JSON.stringify(keepAlive);
}

/** What a message of main's says, where it is a keepalive. */
export function readKeepAlive(data: unknown): KeepAlive | undefined {
  if (typeof data !== 'string' || !data.startsWith(PREFIX)) return undefined;
  try {
    return JSON.parse(data.slice(PREFIX.length)) as KeepAlive;
  } catch {
    return undefined;
  }
}
