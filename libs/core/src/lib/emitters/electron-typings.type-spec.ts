/**
 * Our types against Electron's own: what is written for `Electron.IpcRenderer` and `Electron.IpcMain` takes ours, and
 * ours take what is written for them. It is checked by compiling; nothing here runs.
 */
import type Electron from 'electron';
import type {
  IpcMain,
  IpcMainEvent,
  IpcMainInvokeEvent,
  IpcRenderer,
  IpcRendererEvent,
  WebContents,
} from '../../index.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Expect<T extends true> = T;
/** The members of `Theirs` that code typed for Electron uses, and that `Ours` lacks. */
type Missing<Theirs, Ours> = Exclude<keyof Theirs, keyof Ours>;
/** The members of `Theirs` that are on `Ours`, but cannot be used in their place. */
type Unlike<Theirs, Ours> = {
  [K in keyof Theirs & keyof Ours]: Ours extends { readonly [P in K]: Theirs[P] } ? never : K;
}[keyof Theirs & keyof Ours];

declare const ipcRenderer: IpcRenderer;
declare const ipcMain: IpcMain;
declare const webContents: WebContents;
declare const rendererEvent: IpcRendererEvent;
declare const electronRenderer: Electron.IpcRenderer;

// ipcRenderer: all of it.
export const asElectronRenderer: Electron.IpcRenderer = ipcRenderer;
export const rendererMethods: Pick<
  Electron.IpcRenderer,
  | 'on'
  | 'once'
  | 'off'
  | 'addListener'
  | 'removeListener'
  | 'removeAllListeners'
  | 'send'
  | 'sendSync'
  | 'sendToHost'
  | 'invoke'
  | 'postMessage'
> = ipcRenderer;
export const rendererEmitter: NodeJS.EventEmitter = ipcRenderer;
export type NothingIsMissingInTheRenderer = Expect<Equal<Missing<Electron.IpcRenderer, IpcRenderer>, never>>;

// Its event: all of it, and besides what Electron had while it had sendTo.
export const asElectronRendererEvent: Electron.IpcRendererEvent = rendererEvent;
export type NothingIsMissingInItsEvent = Expect<
  Equal<Missing<Electron.IpcRendererEvent, IpcRendererEvent>, never>
>;
export type OursBesides = Expect<Equal<Missing<IpcRenderer, Electron.IpcRenderer>, 'sendTo'>>;
export type OursBesidesInTheEvent = Expect<
  Equal<Missing<IpcRendererEvent, Electron.IpcRendererEvent>, 'senderId'>
>;

// Listeners both ways: Electron's in ours, ours where Electron's event is all there is.
const electronListener = (event: Electron.IpcRendererEvent, ...args: any[]): void => {
  const port: MessagePort | undefined = event.ports[0];
  event.sender.send('answer', port === undefined, ...args);
};
const electronListenerOfSendTo = (event: Electron.IpcRendererEvent & { senderId: number }): void =>
  ipcRenderer.sendTo(event.senderId, 'answer');
ipcRenderer
  .on('x', electronListener)
  .once('x', electronListener)
  .addListener('x', electronListener)
  .prependListener('x', electronListener)
  .removeListener('x', electronListener)
  .off('x', electronListener)
  .on('x', electronListenerOfSendTo)
  .removeAllListeners('x');
electronRenderer.on('x', (event: Pick<IpcRendererEvent, 'ports' | 'preventDefault'>) =>
  event.ports.at(0)?.start(),
);

// ipcMain: all of it, though an event of ours is not all that Electron's is.
export const asElectronMain: Electron.IpcMain = ipcMain;
export const mainMethods: Pick<
  Electron.IpcMain,
  | 'on'
  | 'once'
  | 'off'
  | 'addListener'
  | 'removeListener'
  | 'removeAllListeners'
  | 'handle'
  | 'handleOnce'
  | 'removeHandler'
> = ipcMain;
export type NothingIsMissingInMain = Expect<Equal<Missing<Electron.IpcMain, IpcMain>, never>>;

const electronMainListener = (event: Electron.IpcMainEvent, ...args: any[]): void => {
  event.reply('answer', ...args);
  event.sender.send('answer');
  event.returnValue = event.ports.length;
};
const electronHandler = async (event: Electron.IpcMainInvokeEvent, question: string): Promise<string> =>
  `${question} from ${event.sender.id}`;
ipcMain
  .on('x', electronMainListener)
  .once('x', electronMainListener)
  .addListener('x', electronMainListener)
  .removeListener('x', electronMainListener)
  .off('x', electronMainListener)
  .removeAllListeners('x');
ipcMain.handle('x', electronHandler);
ipcMain.handleOnce('x', electronHandler);

// A listener without a type of its own still gets ours.
ipcMain.on('x', (event) => {
  const { senderInfo }: IpcMainEvent = event;
  event.returnValue = senderInfo.kind;
});
ipcMain.handle('x', (event) => event.senderInfo satisfies IpcMainInvokeEvent['senderInfo']);

// Only Electron can have these: its frames, its process ids, and the rest of its WebContents. See decision 13 in docs/decisions.
type OnlyElectronHas =
  'frameId' | 'processId' | 'senderFrame' | 'type' | 'preventDefault' | 'defaultPrevented';
export type MissingInMainsEvent = Expect<
  Equal<Missing<Electron.IpcMainEvent, IpcMainEvent>, OnlyElectronHas>
>;
export type MissingInHandlersEvent = Expect<
  Equal<Missing<Electron.IpcMainInvokeEvent, IpcMainInvokeEvent>, OnlyElectronHas>
>;
export type UnlikeInMainsEvent = Expect<
  Equal<Unlike<Electron.IpcMainEvent, IpcMainEvent>, 'ports' | 'sender'>
>;
export type UnlikeInHandlersEvent = Expect<
  Equal<Unlike<Electron.IpcMainInvokeEvent, IpcMainInvokeEvent>, 'sender'>
>;

// webContents: what messages need of it.
export const webContentsMethods: Pick<
  Electron.WebContents,
  'id' | 'ipc' | 'send' | 'postMessage' | 'isDestroyed' | 'listeners' | 'listenerCount' | 'eventNames'
> = webContents;
webContents.on('ipc-message', (event: Electron.IpcMainEvent, channel: string, ...args: any[]) =>
  event.reply(channel, ...args),
);
webContents.on('ipc-message-sync', (event: Electron.IpcMainEvent, channel: string) => {
  event.returnValue = channel;
});
webContents.on('destroyed', () => undefined).removeAllListeners('destroyed');

// Wrong uses are still wrong.
// @ts-expect-error A channel is a string.
ipcRenderer.send(1);
// @ts-expect-error A listener is a function.
ipcMain.on('x', 'listener');
// @ts-expect-error The event of a renderer has no returnValue.
ipcRenderer.on('x', (event) => (event.returnValue = 1));
// @ts-expect-error Nothing but channels can be handled.
ipcMain.handle(Symbol('x'), () => 1);
