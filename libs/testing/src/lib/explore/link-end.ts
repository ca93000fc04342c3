import type { Transport } from '@culvert/core';
import { CulvertError, type Frame, type Packet } from '@culvert/protocol';
import { Observable, type Subscriber } from 'rxjs';
import type { VirtualProcess } from './virtual-process.js';

/** The run, as its wires see it. */
export interface WireHost {
  /** Code of this process does something. The host refuses it outside of a step. */
  acts(process: VirtualProcess, what: string): void;
  /** A step has changed these parts of the run. */
  changes(bits: number): void;
  /** The messages of a frame. */
  packetsOf(frame: Frame): readonly Packet[];
  /** The place of a frame among all frames of the run. */
  nextOrder(): number;
  /** A process has put a frame on the wire. */
  sent(wire: Wire, carried: Carried): void;
  /** Runs other processes until this end can go on. */
  block(end: LinkEnd): void;
}

/** A frame on its way. `undefined` as a frame is the end of the connection. */
export interface Carried {
  readonly frame: Frame;
  readonly packets: readonly Packet[];
  readonly order: number;
}

/** One direction of a connection. It carries frames in order. */
export class Wire {
  readonly name: string;
  readonly bit: number;
  readonly frames: Carried[] = [];
  /** The end that takes the frames. */
  readonly to: LinkEnd;
  private readonly host: WireHost;

  constructor(host: WireHost, name: string, bit: number, to: LinkEnd) {
    this.host = host;
    this.name = name;
    this.bit = bit;
    this.to = to;
  }

  push(frame: Frame): void {
    if (this.to.isClosed || this.to.connection.isCut) return;
    const packets = frame === undefined ? [] : this.host.packetsOf(frame);
    const carried = { frame, packets, order: this.host.nextOrder() };
    this.frames.push(carried);
    this.host.sent(this, carried);
  }

  /** All frames that are on their way get lost. */
  clear(): void {
    this.frames.length = 0;
  }
}

/** One epoch of a renderer: two wires between two ends. */
export class Connection {
  readonly up: Wire;
  readonly down: Wire;
  /** The end of main, or of the window that embeds a guest. */
  readonly near: LinkEnd;
  /** The end of the renderer. */
  readonly far: LinkEnd;
  isCut = false;
  /** The answer to the open sync request, on its way to the renderer. */
  reply: Frame = undefined;

  constructor(
    host: WireHost,
    name: string,
    processes: { readonly near: VirtualProcess; readonly far: VirtualProcess },
    bits: { readonly up: number; readonly down: number },
    canBlock: boolean,
  ) {
    this.near = new (canBlock ? AnsweringEnd : LinkEnd)(host, this, processes.near);
    this.far = new (canBlock ? AskingEnd : LinkEnd)(host, this, processes.far);
    this.up = new Wire(host, `${name}>`, bits.up, this.near);
    this.down = new Wire(host, `${name}<`, bits.down, this.far);
  }

  /** Breaks the connection. All frames on their way get lost. Each end notices later, when it gets the end. */
  cut(): void {
    this.reply = undefined;
    for (const wire of [this.up, this.down]) {
      wire.clear();
      wire.push(undefined);
    }
    this.isCut = true;
  }

  /** The renderer's process is gone. Main still gets the frames that have left it. */
  crash(): void {
    this.far.vanish();
    this.down.clear();
  }

  get isOver(): boolean {
    return this.isCut || this.near.isClosed || this.far.isClosed;
  }

  wireTo(end: LinkEnd): Wire {
    return end === this.near ? this.up : this.down;
  }

  wireFrom(end: LinkEnd): Wire {
    return end === this.near ? this.down : this.up;
  }
}

/** One end of a connection, as core sees it. */
export class LinkEnd implements Transport {
  readonly encoding = 'structured-clone';
  readonly frames$: Observable<Frame>;
  readonly connection: Connection;
  readonly process: VirtualProcess;
  isClosed = false;
  protected readonly host: WireHost;
  private subscriber: Subscriber<Frame> | undefined;

  constructor(host: WireHost, connection: Connection, process: VirtualProcess) {
    this.host = host;
    this.connection = connection;
    this.process = process;
    this.frames$ = new Observable((subscriber) => {
      this.subscriber = subscriber;
    });
  }

  send(frame: Frame): void {
    if (this.isClosed) return;
    this.host.acts(this.process, 'has sent a frame');
    this.connection.wireFrom(this).push(copyBlobs(frame));
  }

  close(): void {
    if (this.isClosed) return;
    const { connection } = this;
    this.isClosed = true;
    this.host.changes(connection.up.bit | connection.down.bit);
    connection.wireTo(this).clear();
    connection.wireFrom(this).push(undefined);
    this.subscriber?.complete();
  }

  /** The process behind this end is gone, and hears nothing. */
  vanish(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.connection.wireFrom(this).push(undefined);
  }

  /** True once core listens. Frames wait until then. */
  get isHeard(): boolean {
    return this.subscriber !== undefined;
  }

  /** Delivers the next frame, or the end of the connection. */
  deliver({ frame }: Carried): void {
    if (frame !== undefined) {
      this.subscriber?.next(frame);
      return;
    }
    this.finish();
  }

  /** Ends this end without a word to its peer. */
  finish(): void {
    this.isClosed = true;
    this.subscriber?.complete();
  }

  /** True if a blocked renderer can go on: with its answer, or because the connection is over. */
  get canGoOn(): boolean {
    const { connection } = this;
    if (connection.reply !== undefined || this.isClosed) return true;
    return connection.down.frames.at(-1)?.frame === undefined && connection.down.frames.length > 0;
  }
}

/*
 * Classes, because V8 keeps a function that is assigned to an object for long. The function would keep the whole run.
 */

/** The end of a renderer that can block. */
class AskingEnd extends LinkEnd {
  sendSync(frame: Frame): Frame {
    const { connection, host, process } = this;
    host.acts(process, 'has sent a sync request');
    connection.reply = undefined;
    if (!this.isClosed) {
      connection.up.push(copyBlobs(frame));
      host.block(this);
    }
    const { reply } = connection;
    connection.reply = undefined;
    if (reply !== undefined) return reply;
    throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection is over.');
  }
}

/** Main's end of a renderer that can block. */
class AnsweringEnd extends LinkEnd {
  replySync(frame: Frame): void {
    const { connection, host } = this;
    if (connection.isOver) return;
    connection.reply = copyBlobs(frame);
    const packets = host.packetsOf(frame);
    host.sent(connection.down, { frame, packets, order: host.nextOrder() });
  }
}

/** Copies the bytes, because another process would have its own copy. */
function copyBlobs(frame: Frame): Frame {
  if (!Array.isArray(frame)) return frame;
  return frame.map((part: unknown) => (part instanceof Uint8Array ? part.slice() : part));
}
