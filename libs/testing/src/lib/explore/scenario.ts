import type {
  AttachedGuest,
  ConnectInfo,
  Main,
  MainOptions,
  Renderer,
  RendererOptions,
  WebContents,
} from '@culvert/core';
import type { Invariant, Invariants } from './invariant.js';

/** The options of one `link` of a scenario. */
export interface ExploredLinkOptions {
  /** Main's data about the renderer, as in `main.connect`. */
  readonly info?: ConnectInfo | undefined;
  /** The options of the renderer. */
  readonly renderer?: Omit<RendererOptions, 'scheduler'> | undefined;
  /**
   * The program of the renderer: its listeners, handlers and steps. It runs for the first document, and again for each
   * document after a reload or a reconnection.
   */
  readonly document?: ((renderer: Renderer) => void) | undefined;
  /**
   * `'done'`: the handshake is over before the first step. `'explored'`: its frames are choices like all others.
   * Default: `'done'`. After a reload or a reconnection, the handshake is always explored.
   */
  readonly handshake?: 'done' | 'explored' | undefined;
}

/** The options of a guest. */
export interface ExploredGuestOptions extends Omit<ExploredLinkOptions, 'info'> {
  /** The origin that the window claims for its guest. Default: `'https://guest.example'`. */
  readonly origin?: string | undefined;
}

/** A renderer of a scenario, through all its documents. */
export interface ExploredLink {
  /** Its name in diagrams and replays: `r1`, `r2`, or `g1` for a guest. */
  readonly name: string;
  /** Its present document. */
  readonly renderer: Renderer;
  /** Its webContents id, 0 until it has one. */
  readonly id: number;
  /** The same renderer, as main sees it. A guest has one after its handshake. */
  readonly webContents: WebContents | undefined;
  /** A guest, as its window sees it. */
  readonly attached: AttachedGuest | undefined;
}

/** The parts of a run that a scenario uses. */
export interface ExploreHelpers {
  /** Main, in virtual time. */
  readonly main: Main;
  /** A renderer that is connected to main. The first use makes it. */
  readonly renderer: Renderer;
  /** Adds a renderer with a link to main. */
  link(options?: ExploredLinkOptions): ExploredLink;
  /** Adds a guest that this renderer embeds. Its frames travel over the link of the renderer. */
  guest(host: ExploredLink, options?: ExploredGuestOptions): ExploredLink;
  /**
   * Adds steps of a process. It does them in this order. Between two of them, anything else may happen.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` if the process is neither main nor a renderer of this run
   */
  step(process: Main | Renderer, ...steps: (() => void)[]): void;
  /** Checks an invariant after each step of every process. */
  always(check: Invariant): void;
  /** Checks an invariant each time that nothing is left to do: no step, no frame on its way, no timer. */
  atRest(check: Invariant): void;
  /** The virtual time, in ms. */
  now(): number;
  /** Ready checks for `atRest`. */
  readonly invariants: Invariants;
}

/**
 * A program of main and renderers. `explore` calls it anew for each schedule, so it keeps nothing from one call to the
 * next. It is synchronous: code after an `await` would run after the run.
 */
export type Scenario = (helpers: ExploreHelpers) => void;

/** How often each fault may happen in one run. Default: never. */
export interface Faults {
  /** A connection breaks. Frames on their way are lost, and each end notices later. */
  readonly cut?: number | undefined;
  /** A renderer loads a new document at once. Main accepts its connection later. */
  readonly reload?: number | undefined;
  /** A process of a renderer ends. */
  readonly crash?: number | undefined;
  /** A renderer without a connection connects again, with its webContents id. */
  readonly reconnect?: number | undefined;
  /** One frame is lost. Transports of Culvert promise that this does not happen. */
  readonly drop?: number | undefined;
  /** One frame arrives twice. Transports of Culvert promise that this does not happen. */
  readonly duplicate?: number | undefined;
}

export type FaultKind = keyof Faults;

/** The options of main in a scenario. */
export type ExploredMainOptions = Omit<MainOptions, 'scheduler'>;
