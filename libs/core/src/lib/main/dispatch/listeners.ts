import type { Address } from '@culvert/protocol';
import type { ChannelRegistry } from '../../channels/channel-registry.js';
import type { MainChannel } from '../../channels/main-channel.js';
import { emitRemote, type EmitOutcome } from '../../emitters/emit-remote.js';
import type { IpcMainEvent } from '../../emitters/ipc-types.js';
import type { MainIpc } from '../ipc-main.js';
import type { WindowRegistry } from '../window-registry.js';

/** The places where an app listens in main. */
export interface ListenerPlaces {
  readonly ipcMain: MainIpc;
  readonly windows: WindowRegistry;
  readonly channels: ChannelRegistry<MainChannel<unknown>>;
}

/** The event of a WebContents that announces a message. */
export type ScopedEvent = 'ipc-message' | 'ipc-message-sync';

/** Main's listeners: on the renderer's own WebContents, on `ipcMain` and on the channel. */
export class Listeners {
  private readonly places: ListenerPlaces;

  constructor(places: ListenerPlaces) {
    this.places = places;
  }

  hear(from: Address, name: string): boolean {
    return (
      this.hasListener(from, 'ipc-message', name) || this.places.channels.find(name)?.isObserved === true
    );
  }

  /** True if the channel keeps messages for a late listener. Only messages can wait for one, requests cannot. */
  keep(name: string): boolean {
    return this.places.channels.find(name)?.replays === true;
  }

  /** True if a listener can set `event.returnValue`. A subscriber to the values of a channel has no event. */
  canAnswer(from: Address, name: string): boolean {
    return (
      this.hasListener(from, 'ipc-message-sync', name) || this.places.channels.find(name)?.canAnswer === true
    );
  }

  /**
   * Follows Electron's order: the renderer's own WebContents, then the channel. Listeners after one that throws are
   * skipped.
   */
  emit(event: IpcMainEvent, scoped: ScopedEvent, name: string, args: readonly unknown[]): EmitOutcome {
    const { ipcMain, windows, channels } = this.places;
    let outcome = emitRemote(event.sender, scoped, event, name, ...args);
    const ipc = outcome === 'threw' ? undefined : windows.find(event.sender.id)?.usedIpc;
    if (ipc !== undefined) outcome = emitRemote(ipc, name, event, ...args);
    if (outcome !== 'threw') outcome = emitRemote(ipcMain, name, event, ...args);
    const channel = channels.find(name);
    if (channel?.isObserved === true || channel?.replays === true) channel.receive({ event, args });
    return outcome;
  }

  private hasListener({ id }: Address, scoped: ScopedEvent, name: string): boolean {
    const { ipcMain, windows } = this.places;
    const webContents = windows.find(id);
    return (
      (webContents?.listenerCount(scoped) ?? 0) > 0 ||
      webContents?.usedIpc?.hasListener(name) === true ||
      ipcMain.hasListener(name)
    );
  }
}
