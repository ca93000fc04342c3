/** The id that messages from the main process carry: `event.senderId === 0`. */
export const MAIN_ID = 0;

/** The kind of a renderer, as main states it. A renderer never states its own kind. */
export type RendererKind = 'window' | 'webview' | 'worker' | 'process';

/**
 * One connection of a renderer: the webContents id it lives under and the number of this connection of that id.
 * A reload, a crash or a lost connection ends the epoch. The id may live on in the next one.
 */
export interface Address {
  /** The webContents id: 0 is main. */
  readonly id: number;
  /** The number of the connection. A later connection of the id has a greater one. */
  readonly epoch: number;
}
