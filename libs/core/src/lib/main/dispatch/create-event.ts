import type { Address, Body } from '@culvert/protocol';
import { checkChannel } from '../../emitters/check-arguments.js';
import type { IpcMainEvent, IpcMainInvokeEvent } from '../../emitters/ipc-types.js';
import type { MessagePortLike } from '../../transport/message-port.js';
import type { Connections } from '../connections.js';
import type { EventLoop } from '../event-loop.js';
import type { MainEncoder } from '../main-encoder.js';
import type { WindowRegistry } from '../window-registry.js';
import { MainEvent } from './main-event.js';

export interface EventSources {
  readonly connections: Connections;
  readonly windows: WindowRegistry;
  readonly loop: EventLoop;
  readonly encoder: MainEncoder;
}

/** Shared by all messages without ports. */
const NO_PORTS: readonly MessagePortLike[] = [];

/** Undefined if the renderer's connection has ended. */
export function createInvokeEvent(
  { connections, windows }: EventSources,
  from: Address,
): IpcMainInvokeEvent | undefined {
  const connection = connections.at(from);
  const sender = windows.find(from.id);
  return connection && sender && { sender, senderInfo: connection.sender };
}

/** @param answer takes the first value that a listener returns, and returns false for later ones */
export function createEvent(
  sources: EventSources,
  from: Address,
  body: Body,
  answer?: (value: unknown) => boolean,
): IpcMainEvent | undefined {
  const { loop, encoder } = sources;
  const base = createInvokeEvent(sources, from);
  if (base === undefined) return undefined;
  const ports = (body.ports ?? NO_PORTS) as readonly MessagePortLike[];
  return new MainEvent(base.sender, base.senderInfo, ports, {
    answer,
    reply(channel, ...args) {
      checkChannel(channel, 'Missing required channel argument');
      loop.dispatch({ type: 'send', to: from, channel, body: encoder.encode(channel, args) });
    },
  });
}
