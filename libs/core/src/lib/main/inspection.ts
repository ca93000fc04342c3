import { MAIN_ID, type Body, type MainMessage } from '@culvert/protocol';
import type { DropEffect, Effect, RouterEvent } from '@culvert/router';

/** Why main dropped something: the router's reasons, and what happens before and behind the router. */
export type InspectedDropReason =
  | DropEffect['reason']
  /** From somebody else than the peer of the connection. */
  | 'foreign'
  | 'malformed'
  | 'over-limit'
  /** Too much waits for the renderer: see `MainOptions.slowConsumer`. */
  | 'queue-full'
  /** The renderer had the time of `helloTimeoutMs`, and has lost its connection. */
  | 'hello-timeout'
  /** The renderer does not read, and has lost its connection. */
  | 'slow-consumer'
  /** The handshake failed, and the connection with it: `detail` has the code and the text that the renderer got. */
  | 'refused'
  /** The transport threw. */
  | 'transport-failed'
  /** A renderer has failed a stream, and nobody in main has handled that error: `detail` says which. */
  | 'unhandled-error'
  | 'unheard'
  /** The transport does not trust where it came from. */
  | 'untrusted-sender';

/** What `inspect$` shows of main's relay point, as plain data. `at` is the scheduler's time, in ms. */
export type Inspection =
  | {
      readonly kind: 'event';
      readonly at: number;
      readonly event: RouterEvent;
      readonly effects: readonly Effect[];
    }
  | {
      readonly kind: 'drop';
      readonly at: number;
      readonly reason: InspectedDropReason;
      /** What was dropped: the kind of a message, or `'frame'`. */
      readonly message: string;
      readonly channel?: string;
      readonly from?: number;
      readonly to?: number;
      readonly detail?: string;
      /** How many were dropped, where not one. */
      readonly count?: number;
    }
  | {
      /** So much waits for a renderer that messages to it are dropped; and it has caught up. */
      readonly kind: 'slow' | 'drained';
      readonly at: number;
      /** Its webContents id. */
      readonly id: number;
      /** What waits for it, in bytes. */
      readonly queuedBytes: number;
    };

/** A drop, before it has its time. */
export type Drop = Omit<Extract<Inspection, { kind: 'drop' }>, 'kind' | 'at'>;

/** What `inspect$` says of one event. Ports stay with those who may use them: only their number is shown. */
export function describeEvent(event: RouterEvent, effects: readonly Effect[], at: number): Inspection {
  return { kind: 'event', at, event: withoutPorts(event), effects: effects.map(withoutPorts) };
}

function withoutPorts<T extends object>(item: T & { readonly body?: Body }): T {
  const { body } = item;
  return body?.ports === undefined ? item : { ...item, body: { ...body, ports: body.ports.map(() => ({})) } };
}

/** What a drop says of a message on its way to the renderer `to`. */
export function describeOutgoing(message: MainMessage, to: number): Omit<Drop, 'reason'> {
  switch (message.kind) {
    case 'deliver': {
      const { channel, senderId } = message;
      return { message: senderId === MAIN_ID ? 'send' : 'sendTo', channel, from: senderId, to };
    }
    case 'deliverPort':
      return { message: 'port', channel: message.channel, from: message.senderId, to };
    case 'deliverToHost':
      return { message: 'sendToHost', channel: message.channel, from: message.guestId, to };
    case 'serveCall':
    case 'serveStream': {
      const { channel, sender } = message;
      return { message: message.kind === 'serveCall' ? 'call' : 'stream', channel, from: sender.id, to };
    }
    case 'guestOpened':
    case 'guestFrame':
    case 'guestClosed':
    case 'demand':
    case 'cancel':
    case 'items':
    case 'reply':
    case 'welcome':
    case 'refuse':
      return { message: message.kind, from: MAIN_ID, to };
  }
}
