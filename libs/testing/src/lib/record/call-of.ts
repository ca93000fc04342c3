import { MAIN_ID, isForConsumer, type Address, type RpcMessage } from '@culvert/protocol';
import { endpointAt, type RouterEvent, type RouterState } from '@culvert/router';

/** A call, stream or sync request that is open. */
export interface CallInfo {
  /** Its name within a recording: opener, epoch and number. */
  readonly key: string;
  readonly kind: 'sync' | 'call' | 'stream';
  readonly channel: string;
  /** The webContents id of the side that has opened it: 0 is main. */
  readonly opener: number;
  /** The webContents id of the side that serves it. */
  readonly server: number;
}

/**
 * The call that an event continues or ends. It is `undefined` for an event that opens one, and for any other event.
 *
 * @param state the state before the event
 */
export function callOf(state: RouterState, event: RouterEvent): CallInfo | undefined {
  switch (event.type) {
    case 'receive': {
      const { from, message } = event;
      if (!isRpcMessage(message)) return undefined;
      return isForConsumer(message) ? served(state, from, message.seq) : opened(state, from, message.seq);
    }
    case 'rpc': {
      const { to, message } = event;
      return isForConsumer(message) ? opened(state, to, message.seq) : served(state, to, message.seq);
    }
    case 'answer':
    case 'fail':
      return opened(state, event.to, event.seq);
    case 'undelivered':
      return served(state, event.to, event.seq);
    case 'breakOff':
      return (event.side === 'opener' ? opened : served)(state, event.at, event.seq);
    case 'connect':
    case 'disconnect':
    case 'reserveIds':
    case 'refuseRequest':
    case 'send':
    case 'broadcast':
    case 'open':
      return undefined;
  }
}

export function keyOf({ id, epoch }: Address, seq: number): string {
  return `${id}.${epoch}.${seq}`;
}

export function isRpcMessage(message: { readonly kind: string }): message is RpcMessage {
  return ['demand', 'cancel', 'items', 'reply'].includes(message.kind);
}

/** The request that the renderer at this address has opened. */
export function opened(state: RouterState, address: Address, seq: number): CallInfo | undefined {
  const pending = endpointAt(state, address)?.pending.find((item) => item.seq === seq);
  if (pending === undefined) return undefined;
  const { kind, channel, by } = pending;
  return {
    key: keyOf(address, seq),
    kind,
    channel,
    opener: address.id,
    server: by?.address.id ?? MAIN_ID,
  };
}

/** The request that the renderer at this address serves. */
export function served(state: RouterState, address: Address, seq: number): CallInfo | undefined {
  const serving = endpointAt(state, address)?.serving.find((item) => item.seq === seq);
  if (serving === undefined) return undefined;
  const { kind, channel, of } = serving;
  return { key: keyOf(of.address, of.seq), kind, channel, opener: of.address.id, server: address.id };
}
