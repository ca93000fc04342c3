import {
  createMemoryLink,
  createRenderer,
  type ConnectInfo,
  type Main,
  type Renderer,
  type RendererOptions,
  type Transport,
  type WebContents,
} from '@culvert/core';
import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** The behaviour of a wire, in virtual time. */
export interface WireSettings {
  /** Travel time of a frame, in ms. */
  latencyMs: number;
}

/** A renderer at the other end of a wire. */
export interface VirtualLink {
  /** The renderer, at the far end. */
  readonly renderer: Renderer;
  /** The same renderer, as main sees it. */
  readonly webContents: WebContents;
  /** A test may change these at any time. */
  readonly settings: WireSettings;
  /** Cuts the wire. Both ends see the connection close, and frames under way are lost. */
  disconnect(): void;
}

/**
 * A renderer linked to `main` on one virtual clock. The handshake is over when this returns, so that at time 0
 * of a test the connection is open.
 */
export function createVirtualLink(
  main: Main,
  scheduler: SchedulerLike,
  info: ConnectInfo = {},
  options: RendererOptions = {},
): VirtualLink {
  const settings: WireSettings = { latencyMs: 0 };
  const wire = new WireScheduler(scheduler, settings);
  const [mainEnd, rendererEnd] = createMemoryLink({ scheduler: wire });
  const webContents = main.connect(mainEnd, info);
  const renderer = createRenderer(rendererEnd, { scheduler, ...options });
  wire.handshaking = false;
  return { renderer, webContents, settings, disconnect: () => wire.cut(mainEnd, rendererEnd) };
}

/**
 * The memory link delivers a frame with each action of its scheduler. Here each action takes the latency of the
 * wire.
 */
class WireScheduler implements SchedulerLike {
  handshaking = true;
  private readonly scheduler: SchedulerLike;
  private readonly settings: WireSettings;
  private underway = new Subscription();

  constructor(scheduler: SchedulerLike, settings: WireSettings) {
    this.scheduler = scheduler;
    this.settings = settings;
  }

  now(): number {
    return this.scheduler.now();
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    if (this.handshaking) {
      work.call(new Subscription() as SchedulerAction<T>, state);
      return Subscription.EMPTY;
    }
    const action = this.scheduler.schedule(work, delay + this.settings.latencyMs, state as T);
    this.underway.add(action);
    return action;
  }

  cut(...ends: readonly Transport[]): void {
    this.underway.unsubscribe();
    this.underway = new Subscription();
    // Both ends notice a broken wire at the same time, without its latency.
    this.settings.latencyMs = 0;
    for (const end of ends) end.close();
  }
}
