import {
  attachGuest,
  createRenderer,
  electronJson,
  type ConnectInfo,
  type Main,
  type Renderer,
  type RendererOptions,
  type Transport,
  type WebContents,
} from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { ReplaySubject, merge, type Observable, type SchedulerLike } from 'rxjs';
import type { BlockedRenderers } from './blocked-renderers.js';
import { Lane, type LinkDirection } from './lane.js';
import {
  checkLink,
  laneFaults,
  linkEvents,
  type GuestLinkOptions,
  type LinkOptions,
} from './link-options.js';
import { ProcessClock, type Handshake, type HandshakeScope } from './process-clock.js';
import { Wire } from './wire.js';
import type { WireMessage } from './wire-message.js';

/** A renderer at the other end of a wire, through all its connections. */
export interface VirtualLink {
  /** The renderer of the present connection, at the far end. */
  readonly renderer: Renderer;
  /** The present renderer first, and then each one that `resume` and `reload` bring. */
  readonly renderers$: Observable<Renderer>;
  /** The present renderer, as main sees it. */
  readonly webContents: WebContents;
  /** The direction to main. */
  readonly up: LinkDirection;
  /** The direction to the renderer. */
  readonly down: LinkDirection;
  /** The messages of both directions, each when it is sent. */
  readonly messages$: Observable<WireMessage>;
  /** Cuts the wire. Both ends see the connection close, and frames under way are lost. */
  disconnect(): void;
  /**
   * The same window is back, by a new connection. Within the grace of `info`, its WebContents is the same.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` while it is connected
   */
  resume(): void;
  /** The window is reloaded: a new renderer takes the place of the present one, which closes. */
  reload(): void;
  /** Stops the renderer's process: its timers and all frames to it wait. */
  stop(): void;
  /** The stopped process goes on. */
  go(): void;
  /**
   * Adds a guest to this window. The window carries its connection, over a wire of its own.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an unknown or invalid option
   * @example
   * const guest = link().addGuest({ latency: '2ms' });
   * cold('-a').subscribe(() => guest.renderer.ipcRenderer.sendToHost('clicked'));
   */
  addGuest(options?: GuestLinkOptions): VirtualLink;
}

/** The test that a link belongs to. */
export interface LinkRun {
  readonly main: Main;
  readonly mainClock: ProcessClock;
  readonly scheduler: SchedulerLike;
  readonly handshake: Handshake;
  readonly blocked: BlockedRenderers;
  /** The options of every renderer. */
  readonly rendererOptions: RendererOptions;
  /** All links of the test, those of guests as well. */
  readonly links: DrawnLink[];
}

/** Connects the host's end of a wire: main's end, or that of the window of a guest. */
interface LinkHost {
  readonly name: string;
  readonly clock: ProcessClock;
  readonly scope: HandshakeScope;
  /** @param id the webContents id of a window that returns */
  connect(end: Transport, id: number | undefined): WebContents | undefined;
}

export class DrawnLink implements VirtualLink {
  readonly up: Lane;
  readonly down: Lane;
  readonly messages$: Observable<WireMessage>;
  readonly renderers$: Observable<Renderer>;
  readonly clock: ProcessClock;
  /** The process at the other end of `up`. */
  readonly hostName: string;
  private readonly run: LinkRun;
  private readonly host: LinkHost;
  private readonly options: RendererOptions;
  private readonly renderers = new ReplaySubject<Renderer>(1);
  private connection!: { readonly wire: Wire; readonly renderer: Renderer };
  private window: WebContents | undefined;
  /** The id of the window. A renderer knows it from its handshake on. */
  private id: number | undefined;

  constructor(run: LinkRun, host: LinkHost, options: RendererOptions) {
    const { scheduler, handshake } = run;
    this.run = run;
    this.host = host;
    this.hostName = host.name;
    this.options = { ...run.rendererOptions, ...options };
    const { codec = electronJson } = this.options;
    this.clock = new ProcessClock(scheduler, handshake);
    this.up = new Lane('up', scheduler, codec);
    this.down = new Lane('down', scheduler, codec);
    this.messages$ = merge(this.up.messages$, this.down.messages$);
    this.renderers$ = this.renderers.asObservable();
    handshake.run(host.scope, scheduler, () => {
      const renderer = this.open();
      let isOver = false;
      renderer.status$.subscribe((status) => (isOver = status !== 'connecting'));
      return () => isOver;
    });
    // A test draws what happens after the handshake.
    for (const { sent } of [this.up, this.down]) sent.length = 0;
    run.links.push(this);
  }

  /** A window of main. Its handshake is over when this returns. */
  static ofWindow(run: LinkRun, info: ConnectInfo, options: RendererOptions): DrawnLink {
    const { main, mainClock } = run;
    const connect = (end: Transport, id: number | undefined) =>
      main.connect(end, id === undefined ? info : { ...info, id });
    return new DrawnLink(run, { name: 'main', clock: mainClock, scope: 'frames', connect }, options);
  }

  /** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that an option does not take */
  static check(options: LinkOptions): void {
    for (const direction of ['up', 'down'] as const) laneFaults(options, direction);
    linkEvents(options);
  }

  get renderer(): Renderer {
    return this.connection.renderer;
  }

  get webContents(): WebContents {
    this.window ??= this.run.main.webContents.fromId(this.renderer.id);
    return this.window!;
  }

  /** Draws the faults of this link, from now on. @throws TypeError for a value that an option does not take */
  draw(options: LinkOptions): void {
    const [up, down] = [laneFaults(options, 'up'), laneFaults(options, 'down')];
    const events = linkEvents(options);
    this.up.draw(up);
    this.down.draw(down);
    for (const { at, does } of events) this.run.scheduler.schedule(() => this[does](), at);
  }

  disconnect(): void {
    this.connection.wire.cut();
  }

  resume(): void {
    const { connection } = this;
    if (!connection.wire.isCut) {
      throw invalidArgument(
        `link: resume at ${this.run.scheduler.now()} ms, but the wire is not cut: draw a disconnect before it.`,
      );
    }
    this.open(this.knownId());
  }

  reload(): void {
    const { wire } = this.connection;
    this.open(this.knownId());
    wire.cut();
  }

  stop(): void {
    this.clock.stop();
  }

  go(): void {
    this.clock.go();
  }

  addGuest(options: GuestLinkOptions = {}): VirtualLink {
    checkLink('addGuest', options);
    const { origin = 'null', renderer, ...drawn } = options;
    DrawnLink.check(drawn);
    const attached = attachGuest(this.renderer);
    const host: LinkHost = {
      name: `renderer ${this.renderer.id}`,
      clock: this.clock,
      scope: 'turns',
      connect: (end) => {
        attached.connect(end, origin);
        return undefined;
      },
    };
    // Earlier messages of the window leave now, so that they travel as long as the test draws.
    void this.renderer.flush();
    const guest = new DrawnLink(this.run, host, renderer ?? {});
    guest.draw(drawn);
    return guest;
  }

  private knownId(): number | undefined {
    const { id } = this.renderer;
    if (id > 0) this.id = id;
    return this.id;
  }

  /** Connects a new renderer over a new wire. */
  private open(id?: number): Renderer {
    const { scheduler, handshake, blocked } = this.run;
    const { up, down, clock, host } = this;
    const name = () => `renderer ${this.renderer.id}`;
    const ends = { up, down, host: host.clock, renderer: clock, answersSync: host.scope === 'frames' };
    const wire = new Wire({ scheduler, handshake, blocked, name, ...ends });
    this.window = host.connect(wire.hostEnd, id);
    const renderer = createRenderer(wire.rendererEnd, { scheduler: clock, ...this.options });
    this.connection = { wire, renderer };
    this.renderers.next(renderer);
    return renderer;
  }
}
