import { constants } from 'node:buffer';
import { DEFAULT_LIMITS, invalidArgument, maxFrameBytes, type Limits } from '@culvert/protocol';
import type { SessionSettings } from './server-session.js';

/** The options of `serve` that bound what clients can have main hold. */
export interface ServeLimits {
  /** Clients at a time, those among them whose WebSocket is still to come. Default: 2,048. More are refused with 503. */
  readonly maxConnections?: number | undefined;
  /**
   * Largest WebSocket message and largest body of a sync request, in bytes; a client that sends more is cut off. Default:
   * what follows from main's `limits.messageBytes`. With less than that, clients refuse their own messages earlier, by
   * `ERR_CULVERT_MESSAGE_TOO_LARGE` at the call.
   */
  readonly maxPayloadBytes?: number | undefined;
  /** How long a client may take to its whole request, and to its first message, in ms. Default: 10,000. 0: no limit. */
  readonly helloTimeoutMs?: number | undefined;
  /**
   * How often main asks each client for a sign of life, and gives one, in ms. Default: 15,000. Who has missed two ends
   * the connection, main as well as the client, which takes 30 to 45 s; so a Node client that blocks its event loop for
   * longer, other than in `sendSync`, is disconnected. 0: never.
   */
  readonly keepAliveMs?: number | undefined;
}

/** As a server uses them. */
export interface SettledLimits {
  readonly maxConnections: number;
  readonly maxPayloadBytes: number;
  readonly session: SessionSettings;
}

const DEFAULTS = { maxConnections: 2048, helloTimeoutMs: 10_000, keepAliveMs: 15_000 };

/** What a timer of Node can wait. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a number that is none, or out of range */
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

/** The `messageBytes` whose largest frame this is. */
function largestMessage(frameBytes: number): number {
  const oneMore = 2 ** 30;
  const overhead = maxFrameBytes({ messageBytes: oneMore }) - oneMore * 1.5;
  return Math.floor((frameBytes - overhead) / 1.5);
}

/** Infinity is as good as 0: no limit. */
function delay(name: string, ms: number): number {
  if (typeof ms !== 'number' || !(ms >= 0))
    throw invalidArgument(`serve: ${name} must be a number of ms, or 0.`);
  return ms > MAX_DELAY_MS ? 0 : ms;
}
