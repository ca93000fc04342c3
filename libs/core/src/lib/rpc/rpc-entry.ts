import type { Body, CulvertError, RpcMessage } from '@culvert/protocol';
import { attempt } from '../runtime/attempt.js';
import { reportUncaught } from '../runtime/report-uncaught.js';

/** Handles the messages of one call or stream from the other side. */
export interface RpcEntry {
  /** True if a successful answer may bring ports. A renderer closes the ports of all other messages. */
  readonly takesPorts?: true | undefined;
  receive(message: RpcMessage, body: Body): void;
  /** Sends the messages now that it holds until the end of the turn. */
  flush?(): void;
  /** Called when the other side is gone, or the connection to it. */
  end(error: CulvertError): void;
}

/** The calls, streams and port requests that one end of the wire has opened, by their number. */
export type OpenCalls = Map<number, RpcEntry>;

/**
 * Brings a message to its call or stream, and drops it if that is no longer open. An entry runs code of the app:
 * subscribers, and teardowns, which may throw. The error is reported, and all other entries still get their own messages.
 */
export function deliverTo(entry: RpcEntry | undefined, message: RpcMessage, body: Body): void {
  try {
    entry?.receive(message, body);
  } catch (error) {
    reportUncaught(error);
  }
}

export function endEntry(entry: RpcEntry | undefined, error: CulvertError): void {
  attempt(() => entry?.end(error));
}

/** Ends all of them, because the connection is over. */
export function endAll(entries: ReadonlyMap<unknown, RpcEntry>, error: CulvertError): void {
  for (const entry of [...entries.values()]) endEntry(entry, error);
}
