import { constants } from 'node:buffer';
import { MAX_DELAY_MS } from '@culvert/core/internal';
import { DEFAULT_LIMITS, checkCount, checkDuration, maxFrameBytes, type Limits } from '@culvert/protocol';
import type { SessionSettings } from './server-session.js';

/** The options of `serve` that bound the resources that clients can take from main. */
export interface ServeLimits {
  /** Clients at a time, including those that have no WebSocket yet. Default: 2,048. More are refused with 503. */
  readonly maxConnections?: number | undefined;
  /**
   * Largest WebSocket message and largest body of a sync request, in bytes. A client that sends more is
   * disconnected. Default: the size that follows from main's `limits.messageBytes`. With a smaller value,
   * clients refuse their own messages earlier, by `ERR_CULVERT_MESSAGE_TOO_LARGE` at the call.
   */
  readonly maxPayloadBytes?: number | undefined;
  /** Time limit for a client's whole request, and for its first message, in ms. Default: 10,000. 0: no limit. */
  readonly helloTimeoutMs?: number | undefined;
  /**
   * Interval at which main pings each client and shows that main is alive, in ms. Default: 15,000. The side
   * that misses two of them ends the connection, main as well as the client. This takes 30 to 45 s. So a Node
   * client that blocks its event loop for longer, other than in `sendSync`, is disconnected. 0: never.
   */
  readonly keepAliveMs?: number | undefined;
}

/** The limits as a server uses them. */
export interface SettledLimits {
  readonly maxConnections: number;
  readonly maxPayloadBytes: number;
  readonly session: Omit<SessionSettings, 'report'>;
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a number, or out of range */
export function settle(options: ServeLimits, limits: Limits = DEFAULT_LIMITS): SettledLimits {
  const most = constants.MAX_STRING_LENGTH;
  const { maxConnections = 2048, maxPayloadBytes = Math.min(maxFrameBytes(limits), most) } = options;
  checkCount('serve: maxConnections', maxConnections, 1);
  // A batch of small messages must fit.
  checkCount('serve: maxPayloadBytes', maxPayloadBytes, maxFrameBytes({ messageBytes: 0 }), most);
  const { helloTimeoutMs = 10_000, keepAliveMs = 15_000 } = options;
  const messageBytes = Math.min(limits.messageBytes, largestMessage(maxPayloadBytes));
  return {
    maxConnections,
    maxPayloadBytes,
    session: {
      keepAlive: { keepAliveMs: delay('keepAliveMs', keepAliveMs), messageBytes },
      helloTimeoutMs: delay('helloTimeoutMs', helloTimeoutMs),
      outboxBytes: limits.queuedBytes * 2,
    },
  };
}

/** The largest `messageBytes` with frames that fit into `frameBytes`. */
function largestMessage(frameBytes: number): number {
  const oneMore = 2 ** 30;
  const overhead = maxFrameBytes({ messageBytes: oneMore }) - oneMore * 1.5;
  return Math.floor((frameBytes - overhead) / 1.5);
}

/** Infinity is equal to 0: no limit. */
function delay(name: string, ms: number): number {
  return checkDuration(`serve: ${name}`, ms, 0) > MAX_DELAY_MS ? 0 : ms;
}
