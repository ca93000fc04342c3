import { takePorts, type MessagePortMain } from './message-port-main.js';
import type { ToDocument } from './wire.js';

/** The running document of a frame, seen from main. */
export interface RunningDocument {
  post(message: ToDocument): void;
  end(): Promise<void>;
}

/**
 * `WebFrameMain`. It stays the same while documents come and go in its frame. Between two
 * documents, and after the last one, it is disposed. Reading it then throws Electron's error, and
 * `send` logs that error instead.
 */
export class FakeWebFrame {
  readonly frameTreeNodeId: number;
  readonly parent: FakeWebFrame | null;
  readonly frames: FakeWebFrame[] = [];
  /** The errors that `send` has logged. Electron logs them too, and does not throw. */
  readonly logged: unknown[] = [];
  #document: RunningDocument | undefined;
  #url = '';
  #processId = 0;
  #routingId = 0;
  #isRemoved = false;

  constructor(frameTreeNodeId: number, parent: FakeWebFrame | null) {
    this.frameTreeNodeId = frameTreeNodeId;
    this.parent = parent;
    parent?.frames.push(this);
  }

  get url(): string {
    this.#check();
    return this.#url;
  }

  get origin(): string {
    this.#check();
    return originOf(this.#url);
  }

  get processId(): number {
    this.#check();
    return this.#processId;
  }

  get routingId(): number {
    this.#check();
    return this.#routingId;
  }

  get detached(): boolean {
    return this.#isRemoved;
  }

  isDestroyed(): boolean {
    return this.#document === undefined;
  }

  send(channel: string, ...args: readonly unknown[]): void {
    if (typeof channel !== 'string') throw new Error('Missing required channel argument');
    try {
      this.#post({ channel, args, ports: [] });
    } catch (error) {
      this.logged.push(error);
    }
  }

  postMessage(channel: string, message: unknown, transfer: MessagePortMain[] = []): void {
    this.#post({ channel, args: [message], ports: takePorts(transfer) });
  }

  /** Not in Electron: a navigation commits. */
  commit(document: RunningDocument, url: string, routingId: number): void {
    this.#document = document;
    this.#url = url;
    this.#processId = 1;
    this.#routingId = routingId;
  }

  /**
   * Not in Electron: ends its document, and those of all frames in it. @returns when their threads
   * have ended
   */
  async dispose(): Promise<void> {
    const document = this.#document;
    this.#document = undefined;
    await Promise.all([document?.end(), ...this.frames.splice(0).map((frame) => frame.remove())]);
  }

  /** Not in Electron: the frame leaves the tree. */
  async remove(): Promise<void> {
    this.#isRemoved = true;
    const siblings = this.parent?.frames;
    if (siblings?.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    await this.dispose();
  }

  /** Not in Electron: true if this document is in the frame now. */
  shows(document: RunningDocument): boolean {
    return this.#document === document;
  }

  #post(message: ToDocument): void {
    this.#check();
    try {
      this.#document!.post(message);
    } catch {
      throw new TypeError('Failed to serialize arguments');
    }
  }

  #check(): void {
    if (this.#document === undefined) {
      throw new Error('Render frame was disposed before WebFrameMain could be accessed');
    }
  }
}

/**
 * The origin as Chromium serializes it: all files have one origin, and a url without a host has
 * none.
 */
function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  if (protocol === 'file:') return 'file://';
  return host === '' ? 'null' : `${protocol}//${host}`;
}
