import type { ConnectInfo, Main, PortPlatform, WebContents } from '@culvert/core';
import { AsyncSubject, merge } from 'rxjs';
import type { WebContentsEvent, WebContentsLike, WebFrameLike } from './electron-types.js';
import { FrameConnection } from './frame-connection.js';
import { isMainFrame } from './validate-sender.js';

export interface AttachedWindowSettings<W> {
  readonly main: Pick<Main, 'connect'>;
  readonly contents: W;
  readonly portPlatform: PortPlatform;
  /** The preferred id in Culvert, used if it is free. */
  readonly id: number | undefined;
  readonly onDestroyed: () => void;
}

/**
 * One webContents of Electron: its connections, one for each frame, and the events that end them.
 */
export class AttachedWindow<W extends WebContentsLike> {
  readonly contents: W;
  private readonly settings: AttachedWindowSettings<W>;
  private mainFrameId: number | undefined;
  private readonly connections = new Map<number, FrameConnection>();
  private readonly destroyed$ = new AsyncSubject<void>();
  private readonly lifecycle: readonly (readonly [WebContentsEvent, (...args: unknown[]) => void])[];

  constructor(settings: AttachedWindowSettings<W>) {
    this.settings = settings;
    this.contents = settings.contents;
    this.mainFrameId = settings.id;
    this.lifecycle = [
      // The start of a navigation does not count, because a download starts one too, and its page
      // stays.
      ['did-navigate', () => this.endConnections()],
      ['did-frame-navigate', (...args) => this.frameNavigated(args)],
      ['render-process-gone', () => this.endConnections()],
      ['destroyed', () => this.destroy()],
    ];
    for (const [event, listener] of this.lifecycle) this.contents.on(event, listener);
  }

  /**
   * The webContents id in Culvert, which is the id of its main frame. It may be unknown before the
   * first connection.
   */
  get id(): number | undefined {
    return this.mainFrameId;
  }

  find({ frameTreeNodeId }: WebFrameLike, name: string): FrameConnection | undefined {
    const connection = this.connections.get(frameTreeNodeId);
    return connection?.name === name ? connection : undefined;
  }

  /**
   * A document opens a connection. It ends the previous connection of its frame. @throws the errors
   * of `main.connect`
   */
  open(frame: WebFrameLike, name: string, info: ConnectInfo): WebContents {
    const { main, portPlatform } = this.settings;
    this.take(frame)?.end();
    const connection = new FrameConnection(name, frame, portPlatform);
    this.connections.set(frame.frameTreeNodeId, connection);
    if (!isMainFrame(frame)) return main.connect(connection, info);
    const id = this.mainFrameId !== undefined && { id: this.mainFrameId };
    // Electron's webContents outlives its documents, and so does ours, unless a document has closed
    // its connection.
    const graceUntil$ = merge(this.destroyed$, connection.closedByPage$);
    const contents = main.connect(connection, { ...info, ...id, graceUntil$ });
    this.mainFrameId = contents.id;
    return contents;
  }

  /** The page has closed the connection of its frame. */
  leave(frame: WebFrameLike): void {
    this.take(frame)?.leave();
  }

  /** Main releases the webContents. The window itself stays open. */
  detach(): void {
    for (const [event, listener] of this.lifecycle) this.contents.removeListener(event, listener);
    for (const connection of [...this.connections.values()]) connection.close();
    this.destroy();
  }

  private take({ frameTreeNodeId }: Pick<WebFrameLike, 'frameTreeNodeId'>): FrameConnection | undefined {
    const connection = this.connections.get(frameTreeNodeId);
    this.connections.delete(frameTreeNodeId);
    return connection;
  }

  private frameNavigated(args: readonly unknown[]): void {
    const [, , , , isMainFrame, processId, routingId] = args;
    if (isMainFrame === true) return;
    this.endConnections((frame) => frame.processId === processId && frame.routingId === routingId);
  }

  private destroy(): void {
    this.destroyed$.next();
    this.destroyed$.complete();
    this.endConnections();
    this.settings.onDestroyed();
  }

  private endConnections(isOver: (frame: WebFrameLike) => boolean = () => true): void {
    for (const [frameTreeNodeId, { frame }] of [...this.connections]) {
      if (matches(frame, isOver)) this.take({ frameTreeNodeId })?.end();
    }
  }
}

/** A frame that throws when it is read is over in any case. */
function matches(frame: WebFrameLike, isOver: (frame: WebFrameLike) => boolean): boolean {
  try {
    return isOver(frame);
  } catch {
    return true;
  }
}
