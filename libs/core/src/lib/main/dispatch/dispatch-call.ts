import type { Address, Body, Call, OpenStream } from '@culvert/protocol';
import { isThenable } from '../../runtime/is-thenable.js';
import type { EventLoop } from '../event-loop.js';
import type { MainIpc } from '../ipc-main.js';
import type { MainRpc } from '../main-rpc.js';
import { createInvokeEvent, type EventSources } from './create-event.js';
import { decodeMessage, type Decoding } from './decode-message.js';

export interface CallDispatch extends EventSources, Decoding {
  readonly ipcMain: MainIpc;
  readonly rpc: MainRpc;
}

/** Brings a call to its handler: that of the renderer's own WebContents, a member of a contract, or `ipcMain`'s. */
export function dispatchCall(parts: CallDispatch, from: Address, message: Call, body: Body): void {
  const { encoder, ipcMain, loop, rpc, windows } = parts;
  const { channel, seq } = message;
  const event = createInvokeEvent(parts, from);
  if (event === undefined) return;
  const scoped = windows.find(from.id)?.usedIpc?.takeHandler(channel);
  const exposed = scoped === undefined ? ipcMain.exposed(channel, 'call') : undefined;
  if (exposed !== undefined) {
    rpc.serve(exposed, from, event.senderInfo, message, body);
    return;
  }
  const args = decodeMessage(parts, from, message, body);
  if (args === undefined) return;
  const handler = scoped ?? ipcMain.takeHandler(channel);
  if (handler === undefined) {
    failWithoutHandler(loop, from, message);
    return;
  }
  const answer = (ok: boolean, body: Body) => loop.dispatch({ type: 'answer', to: from, seq, ok, body });
  const reject = (error: unknown) => answer(false, encoder.encodeError(error, event.senderInfo));
  const resolve = (value: unknown) => {
    try {
      answer(true, encoder.encode(channel, [value]));
    } catch (error) {
      reject(error);
    }
  };
  try {
    const result = handler(event, ...args);
    // Only a promise is awaited: an immediate answer leaves with this turn's batch.
    if (isThenable(result)) void Promise.resolve(result).then(resolve, reject);
    else resolve(result);
  } catch (error) {
    reject(error);
  }
}

/** Brings an opened stream to its member of a contract. */
export function dispatchStream(parts: CallDispatch, from: Address, message: OpenStream, body: Body): void {
  const { connections, ipcMain, loop, rpc } = parts;
  const exposed = ipcMain.exposed(message.channel, 'stream');
  if (exposed === undefined) {
    failWithoutHandler(loop, from, message);
    return;
  }
  const connection = connections.at(from);
  if (connection !== undefined) rpc.serve(exposed, from, connection.sender, message, body);
}

function failWithoutHandler(loop: EventLoop, to: Address, { channel, seq }: Call | OpenStream): void {
  const reason = `No handler registered for '${channel}'`;
  loop.dispatch({ type: 'fail', to, seq, failure: { code: 'ERR_CULVERT_NO_HANDLER', reason } });
}
