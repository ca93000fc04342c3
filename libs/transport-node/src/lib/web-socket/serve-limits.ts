import { constants } from 'node:buffer';
import { checkCount, checkDuration, maxFrameBytes, type Limits } from '@culvert/protocol';

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

/** The limits of a server, checked. */
export interface SettledLimits {
  readonly maxConnections: number;
  readonly maxPayloadBytes: number;
  /** The largest message that fits into the payload, or main's own limit if that is lower. */
  readonly messageBytes: number;
  /** Limit of the bytes that wait for a client without a WebSocket. */
  readonly outboxBytes: number;
  readonly helloTimeoutMs: number;
  readonly keepAliveMs: number;
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a number, or out of range */
export function settleLimits(
  options: ServeLimits,
  limits: Pick<Limits, 'messageBytes' | 'queuedBytes'>,
): SettledLimits {
  const most = constants.MAX_STRING_LENGTH;
  const { maxConnections = 2048, maxPayloadBytes = Math.min(maxFrameBytes(limits), most) } = options;
  const { helloTimeoutMs = 10_000, keepAliveMs = 15_000 } = options;
  return {
    maxConnections: checkCount('serve: maxConnections', maxConnections, 1),
    // A batch of small messages must fit.
    maxPayloadBytes: checkCount(
      'serve: maxPayloadBytes',
      maxPayloadBytes,
      maxFrameBytes({ messageBytes: 0 }),
      most,
    ),
    messageBytes: Math.min(limits.messageBytes, largestMessage(maxPayloadBytes)),
    outboxBytes: limits.queuedBytes * 2,
    helloTimeoutMs: checkDuration('serve: helloTimeoutMs', helloTimeoutMs, 0),
    keepAliveMs: checkDuration('serve: keepAliveMs', keepAliveMs, 0),
  };
}

/** The largest `messageBytes` with frames that fit into `frameBytes`. */
function largestMessage(frameBytes: number): number {
  const oneMore = 2 ** 30;
  const overhead = maxFrameBytes({ messageBytes: oneMore }) - oneMore * 1.5;
  return Math.floor((frameBytes - overhead) / 1.5);
}
