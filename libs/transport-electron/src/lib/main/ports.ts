import type { MessagePortLike, PortPlatform } from '@culvert/core';
import { CulvertError, type Port } from '@culvert/protocol';
import type { ElectronMain, MessagePortMainLike } from './electron-types.js';

/**
 * The ports of Electron's main process. They cannot be cloned. The message that contains a port
 * transfers it.
 */
export function electronPorts({
  MessageChannelMain,
}: Pick<ElectronMain, 'MessageChannelMain'>): PortPlatform {
  // Electron reports a second transfer only when the frame is sent, for all messages in the frame. So it
  // is checked here.
  const gone = new WeakSet<Port>();
  return {
    channelName: 'MessageChannelMain: give it to attachElectron beside ipcMain and webContents',
    create() {
      if (MessageChannelMain === undefined) return undefined;
      const { port1, port2 } = new MessageChannelMain();
      return [port1, port2];
    },
    take(list) {
      for (const item of list) {
        if (!isPortMain(item)) {
          throw invalid(
            'only ports of MessageChannelMain, and those that came from a window, can go to one.',
          );
        }
        if (gone.has(item)) throw invalid('a port was transferred before: send it once.');
      }
      for (const port of list) gone.add(port);
      return list;
    },
  };
}

/**
 * A port as `event.ports` contains it: Electron's own `MessagePortMain`, with the web's `onmessage`
 * added. Code for Electron can use `port.on('message', ({ data }) => …)`. Code for every platform
 * can use `onmessage`.
 */
export function withOnMessage<P extends MessagePortMainLike>(port: P): P & MessagePortLike {
  let listener: MessagePortLike['onmessage'] = null;
  const forward = (event: { readonly data: unknown }): void => listener?.(event);
  Object.defineProperty(port, 'onmessage', {
    configurable: true,
    get: () => listener,
    set: (next: MessagePortLike['onmessage']) => {
      if (listener === null && next !== null) {
        port.on('message', forward);
        port.start();
      } else if (next === null) {
        port.removeListener('message', forward);
      }
      listener = next;
    },
  });
  return port as P & MessagePortLike;
}

/**
 * Node's own ports have the same methods, and `MessagePortMain` is not a class that `instanceof`
 * could test.
 */
function isPortMain(item: object): item is MessagePortMainLike {
  const { on, start, postMessage } = item as Partial<MessagePortMainLike>;
  const isEmitter = [on, start, postMessage].every((method) => typeof method === 'function');
  return isEmitter && !(item instanceof MessagePort);
}

function invalid(text: string): CulvertError {
  return new CulvertError('ERR_CULVERT_INVALID_TRANSFER', text);
}
