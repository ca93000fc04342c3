import type { EventEmitter } from 'events';
import { once, type EventEmitter as NodeEmitter } from 'node:events';
import { fromEvent, type Observable } from 'rxjs';
import type {
  Guest,
  IpcMain,
  IpcMainEvent,
  IpcMainInvokeEvent,
  IpcRenderer,
  IpcRendererEvent,
  Main,
  Renderer,
  RendererPort,
  VerifiedSender,
  WebContents,
} from '../../index.js';

/** The types are the same, neither wider nor narrower. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(...isSame: Same<A, B> extends true ? [] : ['not the same']): void;

declare const main: Main;
declare const renderer: Renderer;
const { ipcMain } = main;
const { ipcRenderer } = renderer;
const webContents = main.webContents.fromId(1)!;

export function listeners(): void {
  ipcRenderer.on('x', (event, ...args) => {
    same<typeof event, IpcRendererEvent>();
    same<typeof event.sender, IpcRenderer>();
    same<typeof event.senderId, number>();
    same<typeof event.ports, RendererPort[]>();
    // @ts-expect-error an event is what arrived: it is not changed
    event.senderId = 1;
    event.sender.sendTo(event.senderId, 'y', ...args);
  });
  // As in Electron: a listener names and types the arguments it expects.
  ipcRenderer.once('x', (_event, id: number, options: { readonly deep: boolean }) => void [id, options]);
  ipcRenderer.addListener('x', () => undefined).on('y', () => undefined);
  same<ReturnType<IpcRenderer['on']>, IpcRenderer>();
  // Handlers are main's, and sending without a target a renderer's.
  same<Extract<keyof IpcRenderer, 'handle' | 'handleOnce'>, never>();
  same<Extract<keyof IpcMain, 'send' | 'invoke'>, never>();
  // @ts-expect-error a channel is a string
  ipcRenderer.on(1, () => undefined);
  // @ts-expect-error events at a renderer cannot be answered by returnValue
  ipcRenderer.on('x', (event) => (event.returnValue = 1));

  ipcMain.on('x', (event, n: number) => {
    same<typeof event, IpcMainEvent>();
    same<typeof event.sender, WebContents>();
    same<typeof event.senderInfo, VerifiedSender>();
    event.returnValue = { any: 'value' };
    same<ReturnType<typeof event.reply>, void>();
    event.reply('y', n);
    // @ts-expect-error only main sets the sender
    event.senderInfo.origin = 'app://else';
  });
  ipcMain.handle('x', async (event, n: number) => {
    same<typeof event, IpcMainInvokeEvent>();
    // @ts-expect-error an invoke is answered by what its handler returns
    event.returnValue = n;
    return n;
  });
  // @ts-expect-error a handler is a function
  ipcMain.handleOnce('x', 'no function');
}

export function sending(): void {
  same<ReturnType<IpcRenderer['send']>, void>();
  same<ReturnType<IpcRenderer['sendTo']>, void>();
  same<ReturnType<IpcRenderer['sendToHost']>, void>();
  const config: { readonly theme: string } = ipcRenderer.sendSync('config', 1, 'two');
  const result: Promise<number> = ipcRenderer.invoke('x');
  ipcRenderer.sendTo(1, 'x', config, result);
  ipcRenderer.postMessage('x', {}, []);
  // @ts-expect-error the id comes first
  ipcRenderer.sendTo('x', 1);
  // @ts-expect-error a channel is a string
  ipcRenderer.send(1);
  webContents.send('x', 1, 2);
  // @ts-expect-error a channel is needed
  webContents.send();
}

export function webContentsEvents(guest: Guest): void {
  webContents.on('ipc-message', (event, channel, ...args) => {
    same<typeof event, IpcMainEvent>();
    same<typeof channel, string>();
    event.reply(channel, ...args);
  });
  webContents.on('ipc-message-sync', (event) => (event.returnValue = 1));
  webContents.on('destroyed', () => undefined);
  same<typeof webContents.hostWebContents, WebContents | undefined>();
  same<typeof main.webContents.created$, Observable<WebContents>>();
  // @ts-expect-error an id never changes
  webContents.id = 2;
  guest.on('ipc-message', ({ channel, args }) => guest.send(channel, ...args));
}

/** One import, `events`: Node's emitter where Node's typings are, as here; that of npm in the lib's own compilation. */
export function emitters(): void {
  const asNode: readonly NodeEmitter[] = [ipcRenderer, ipcMain, webContents];
  const asImported: readonly EventEmitter[] = asNode;
  void asImported;
  const awaited: Promise<unknown[]> = once(ipcMain, 'x');
  const observed$: Observable<unknown> = fromEvent(ipcRenderer, 'x');
  void [awaited, observed$];
  ipcRenderer.prependListener('x', () => undefined).setMaxListeners(20);
  ipcMain.emit('x', 1);
  const names: readonly (string | symbol | number)[] = [
    ...ipcRenderer.eventNames(),
    ...webContents.eventNames(),
  ];
  const counts: readonly number[] = [ipcMain.listenerCount('x'), ipcRenderer.rawListeners('x').length];
  void [names, counts];
}

/** Code that accepts any emitter can type it like this. */
export function structurally(emitter: IpcMain | IpcRenderer): void {
  emitter.removeAllListeners().removeAllListeners('x');
  emitter.off('x', () => undefined).removeListener('x', () => undefined);
}
