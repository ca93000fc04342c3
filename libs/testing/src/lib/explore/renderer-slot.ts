import {
  attachGuest,
  createRenderer,
  electronJson,
  type AttachedGuest,
  type Codec,
  type Main,
  type Renderer,
  type WebContents,
} from '@culvert/core';
import type { ExploredGuestOptions, ExploredLink, ExploredLinkOptions } from './scenario.js';
import type { Bits } from './footprint.js';
import { Connection, type LinkEnd, type WireHost } from './link-end.js';
import type { Sandbox } from './sandbox.js';
import type { ProcessHost, VirtualProcess } from './virtual-process.js';

/** The run, as its renderers use it. */
export interface SlotHost extends ProcessHost, WireHost {
  readonly bits: Bits;
  readonly main: Main;
  readonly mainProcess: VirtualProcess;
  readonly codec: Codec | undefined;
  readonly sandbox: Sandbox;
  /** A handshake before the first step is in no diagram. */
  isSettingUp: boolean;
  createProcess(name: string, bit: number): VirtualProcess;
  addDocument(document: ExploredDocument): void;
  guestsOf(host: RendererSlot): RendererSlot[];
  /** Runs a task as this process. */
  as<T>(process: VirtualProcess, task: () => T): T;
  /** Delivers all frames between this renderer and main, before the first step. */
  pump(slot: RendererSlot): void;
}

/** One document of a renderer: a process with one connection. */
export interface ExploredDocument {
  /** `r1`, and `r1:2` for the second document. */
  readonly name: string;
  readonly slot: RendererSlot;
  readonly process: VirtualProcess;
  readonly connection: Connection;
  readonly renderer: Renderer;
  /** The place of its connection request among the frames. */
  readonly requested: number;
}

/** The other side of a renderer: main, or the window that embeds a guest. */
export interface Neighbour {
  readonly process: VirtualProcess;
  readonly canBlock: boolean;
  accept(end: LinkEnd, id: number): void;
}

/** One renderer through all its documents. */
export class RendererSlot implements ExploredLink {
  readonly name: string;
  readonly bits: { readonly process: number; readonly up: number; readonly down: number };
  readonly options: ExploredLinkOptions;
  webContents: WebContents | undefined;
  attached: AttachedGuest | undefined;
  document!: ExploredDocument;
  /** The window that embeds this guest. */
  readonly host: RendererSlot | undefined;
  private readonly world: SlotHost;
  private neighbour!: Neighbour;
  private documents = 0;
  /** Documents with a connection that main has not accepted. Main accepts them in this order. */
  private readonly requests: ExploredDocument[] = [];

  constructor(world: SlotHost, name: string, options: ExploredLinkOptions, host?: RendererSlot) {
    this.world = world;
    this.name = name;
    this.options = options;
    this.host = host;
    this.bits = { process: world.bits.next(), up: world.bits.next(), down: world.bits.next() };
  }

  get renderer(): Renderer {
    return this.document.renderer;
  }

  get id(): number {
    return this.webContents?.id ?? this.renderer.id;
  }

  /** Creates the first document, with its connection. */
  start(): void {
    this.neighbour = this.host === undefined ? this.main() : this.window(this.host);
    const isExplored = this.options.handshake === 'explored';
    this.world.isSettingUp = !isExplored;
    this.load();
    this.accept(this.document);
    if (!isExplored) this.world.pump(this);
    this.world.isSettingUp = false;
    this.runDocument();
  }

  /** The window of a guest connects each of its documents. */
  get canReload(): boolean {
    const { host, neighbour } = this;
    if (host === undefined) return true;
    const { process, connection } = host.document;
    return process === neighbour.process && !connection.isOver;
  }

  /** True if this document is the next one that main accepts. */
  isNext(document: ExploredDocument): boolean {
    return this.requests[0] === document;
  }

  /** Loads a further document. Main accepts its connection in a step of its own. */
  reload(): void {
    this.stop();
    this.load();
    this.runDocument();
  }

  /** Main, or the window, connects this document. */
  accept(document: ExploredDocument): void {
    const { world, neighbour } = this;
    this.requests.shift();
    world.as(neighbour.process, () => neighbour.accept(document.connection.near, this.id));
  }

  /** The process of the present document ends. */
  stop(): void {
    const { process, connection } = this.document;
    process.end();
    connection.crash();
    this.world.guestsOf(this).forEach((guest) => {
      guest.document.connection.near.vanish();
      guest.document.connection.up.clear();
    });
  }

  private runDocument(): void {
    const { document } = this.options;
    this.world.sandbox.refuse(document?.(this.renderer), `The document of ${this.name}`);
  }

  private load(): void {
    const { world, neighbour, bits } = this;
    const name = ++this.documents === 1 ? this.name : `${this.name}:${this.documents}`;
    const process = world.createProcess(name, bits.process);
    const processes = { near: neighbour.process, far: process };
    const connection = new Connection(world, name, processes, bits, neighbour.canBlock);
    const { renderer: options } = this.options;
    const codec = guarded(world, process, options?.codec ?? world.codec);
    const renderer = world.as(process, () =>
      createRenderer(
        connection.far,
        Object.assign({ scheduler: process }, options, {
          codec,
          limits: { keptMs: Infinity, ...options?.limits },
        }),
      ),
    );
    world.sandbox.handleInvoke(renderer.ipcRenderer);
    this.document = { name, slot: this, process, connection, renderer, requested: world.nextOrder() };
    this.requests.push(this.document);
    world.addDocument(this.document);
  }

  private main(): Neighbour {
    const { world, options } = this;
    return {
      process: world.mainProcess,
      canBlock: true,
      accept: (end, id) => {
        this.webContents = world.main.connect(end, id > 0 ? { id, ...options.info } : options.info);
      },
    };
  }

  private window(host: RendererSlot): Neighbour {
    const attached = attachGuest(host.renderer);
    const { origin = 'https://guest.example' } = this.options as ExploredGuestOptions;
    this.attached = attached;
    return {
      process: host.document.process,
      canBlock: false,
      accept: (end) => attached.connect(end, origin),
    };
  }
}

/** Notes that a process encodes or decodes, and refuses it after the run. */
export function guarded(
  world: Pick<ProcessHost, 'acts'>,
  process: VirtualProcess,
  codec: Codec = electronJson,
): Codec {
  return {
    name: codec.name,
    encode(args, transferred, onSearched) {
      world.acts(process, 'has encoded a message');
      return codec.encode(args, transferred, onSearched);
    },
    decode(body) {
      world.acts(process, 'has decoded a message');
      return codec.decode(body);
    },
  };
}
