import { MAIN_ID, type Body, type MainMessage } from '@culvert/protocol';
import type { DropEffect, Effect, RouterEvent } from '@culvert/router';

/** Why main dropped something: the router's reasons, and those before and after the router. */
export type InspectedDropReason =
  | DropEffect['reason']
  /** It came from a sender other than the peer of the connection. */
  | 'foreign'
  /** Its frame, message or arguments could not be read. */
  | 'malformed'
  /** It was over one of the `limits` of main. */
  | 'over-limit'
  /** Too many bytes wait for the renderer: see `MainOptions.slowConsumer`. */
  | 'queue-full'
  /** The renderer did not say hello within `helloTimeoutMs`, so main closed its connection. */
  | 'hello-timeout'
  /** The renderer does not read, so main closed its connection. */
  | 'slow-consumer'
  /**
   * The handshake failed, and main closed the connection: `detail` has the code and the text that the renderer got.
   */
  | 'refused'
  /** The transport threw. */
  | 'transport-failed'
  /** A renderer failed a stream, and no code in main handled the error: `detail` names it. */
  | 'unhandled-error'
  /** No listener of main was there for it. */
  | 'unheard'
  /** The transport does not trust the origin of the message. */
  | 'untrusted-sender';

/** `inspect$` shows main's routing in this form, as plain data. `at` is the scheduler's time, in ms. */
export type Inspection =
  | {
      /** The router has handled an event. */
      readonly kind: 'event';
      /** The time of the scheduler, in ms. */
      readonly at: number;
      /** The event of the router. */
      readonly event: RouterEvent;
      /** Its effects, in order. */
      readonly effects: readonly Effect[];
    }
  | {
      /** Main has dropped a message. */
      readonly kind: 'drop';
      /** The time of the scheduler, in ms. */
      readonly at: number;
      /** Why main dropped it. */
      readonly reason: InspectedDropReason;
      /** The dropped thing: the kind of a message, or `'frame'`. */
      readonly message: string;
      /** Its channel, if main could read one. */
      readonly channel?: string;
      /** The webContents id of its sender: 0 is main. */
      readonly from?: number;
      /** The webContents id of its receiver: 0 is main. */
      readonly to?: number;
      /** The cause in words, if main knows one. */
      readonly detail?: string;
      /** The number of drops, if it is not one. */
      readonly count?: number;
    }
  | {
      /**
       * `slow`: so many bytes wait for a renderer that main drops messages to it. `drained`: the renderer has caught
       * up.
       */
      readonly kind: 'slow' | 'drained';
      /** The time of the scheduler, in ms. */
      readonly at: number;
      /** Its webContents id. */
      readonly id: number;
      /** The bytes that wait for it. */
      readonly queuedBytes: number;
    };

/** A drop, before it has its time. */
export type Drop = Omit<Extract<Inspection, { kind: 'drop' }>, 'kind' | 'at'>;

/** Describes one event for `inspect$`. Ports stay with their owners: only their number is shown. */
export function describeEvent(event: RouterEvent, effects: readonly Effect[], at: number): Inspection {
  return { kind: 'event', at, event: withoutPorts(event), effects: effects.map(withoutPorts) };
}

function withoutPorts<T extends object>(item: T & { readonly body?: Body }): T {
  const { body } = item;
  return body?.ports === undefined ? item : { ...item, body: { ...body, ports: body.ports.map(() => ({})) } };
}

/** Describes the dropped message on its way to the renderer `to`. */
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
