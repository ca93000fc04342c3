/** The id that messages from the main process carry: `event.senderId === 0`. */
export const MAIN_ID = 0;

/** What a renderer is, as main (never the renderer itself) says it. */
export type RendererKind = 'window' | 'webview' | 'worker' | 'process';

/**
 * One connection of a renderer: the webContents id it lives under and which of that id's connections this is.
 * A reload, a crash or a lost connection ends the epoch; the id may live on in the next one.
 */
export interface Address {
  readonly id: number;
  readonly epoch: number;
}
