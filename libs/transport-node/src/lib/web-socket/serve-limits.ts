import { constants } from 'node:buffer';
import { MAX_DELAY_MS } from '@culvert/core/internal';
import { DEFAULT_LIMITS, invalidArgument, maxFrameBytes, type Limits } from '@culvert/protocol';
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

const DEFAULTS = { maxConnections: 2048, helloTimeoutMs: 10_000, keepAliveMs: 15_000 };

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a number, or out of range */
export function settle(options: ServeLimits, limits: Limits = DEFAULT_LIMITS): SettledLimits {
  const maxConnections = options.maxConnections ?? DEFAULTS.maxConnections;
  const helloTimeoutMs = delay('helloTimeoutMs', options.helloTimeoutMs ?? DEFAULTS.helloTimeoutMs);
  const keepAliveMs = delay('keepAliveMs', options.keepAliveMs ?? DEFAULTS.keepAliveMs);
  if (!Number.isSafeInteger(maxConnections) || maxConnections < 1) {
    throw invalidArgument('serve: maxConnections must be a positive integer.');
  }
  const least = maxFrameBytes({ messageBytes: 0 });
  const maxPayloadBytes =
    options.maxPayloadBytes ?? Math.min(maxFrameBytes(limits), constants.MAX_STRING_LENGTH);
  if (!(maxPayloadBytes >= least && maxPayloadBytes <= constants.MAX_STRING_LENGTH)) {
    throw invalidArgument(
      `serve: maxPayloadBytes must be from ${least}, a batch of small messages, to ${constants.MAX_STRING_LENGTH}.`,
    );
  }
  const messageBytes = Math.min(limits.messageBytes, largestMessage(maxPayloadBytes));
  return {
    maxConnections,
    maxPayloadBytes,
    session: {
      keepAlive: { keepAliveMs, messageBytes },
      helloTimeoutMs,
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
  if (typeof ms !== 'number' || !(ms >= 0))
    throw invalidArgument(`serve: ${name} must be a number of ms, or 0.`);
  return ms > MAX_DELAY_MS ? 0 : ms;
}
