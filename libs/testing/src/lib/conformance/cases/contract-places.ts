import * as core from '@culvert/core';
import type { Main } from '@culvert/core';
import * as rxjs from 'rxjs';
import type { ConformanceContext, OpenedRenderer } from '../conformance-case.js';
import type { RendererTools } from '../evaluate.js';
import type { RemoteRenderer } from '../remote-renderer.js';

/** One side of a contract: main or a renderer. */
export interface Place {
  /** Absent for main. */
  readonly remote?: RemoteRenderer;
  /** A renderer of the case's own, which a case may kill. */
  readonly opened?: OpenedRenderer;
  /** Runs a function there. The main, renderer or WebContents of that side comes before its arguments. */
  readonly run: <Args extends readonly unknown[], Result>(
    run: (owner: never, ...args: [...args: Args, tools: RendererTools]) => Result | Promise<Result>,
    ...args: Args
  ) => Promise<Result>;
}

export type SideKind = 'main' | 'renderer';

export interface Sides {
  readonly from: Place;
  readonly to: Place;
  /**
   * The id by which one renderer calls another. `null` if main is called, and if main calls, because it has a WebContents.
   */
  readonly target: number | null;
  /** Ends the renderers. */
  readonly end: () => Promise<void>;
}

/** Every pair of caller and provider. */
export const directions: readonly (readonly [consumer: SideKind, provider: SideKind])[] = [
  ['renderer', 'main'],
  ['main', 'renderer'],
  ['renderer', 'renderer'],
];

/** The renderers that all cases share. */
export function sharedSides(
  { main, renderer, other }: ConformanceContext,
  consumer: SideKind,
  provider: SideKind,
): Sides {
  const to = provider === 'main' ? placeInMain(main) : placeIn(other);
  return sidesOf(main, consumer === 'main' ? undefined : placeIn(renderer), to);
}

/** Renderers for this case alone. */
export async function openSides(
  { main, open }: ConformanceContext,
  consumer: SideKind,
  provider: SideKind,
): Promise<Sides> {
  const to = provider === 'main' ? placeInMain(main) : await openPlace(open);
  return sidesOf(main, consumer === 'main' ? undefined : await openPlace(open), to);
}

function sidesOf(main: Main, consumer: Place | undefined, to: Place): Sides {
  const webContents = to.remote?.webContents;
  const from = consumer ?? placeInMain(webContents ?? main);
  return {
    from,
    to,
    target: consumer !== undefined && webContents !== undefined ? webContents.id : null,
    end: async () => {
      for (const { opened } of [from, to]) await opened?.end();
    },
  };
}

function placeInMain(owner: Main | core.WebContents): Place {
  const tools: RendererTools = {
    nextUncaught: () => Promise.reject(new Error('Not in main.')),
    report: () => undefined,
    core,
    rxjs,
    store: {},
  };
  return { run: async (run, ...args) => run(owner as never, ...args, tools) };
}

async function openPlace(open: ConformanceContext['open']): Promise<Place> {
  const opened = await open();
  return { ...placeIn(opened.remote), opened };
}

function placeIn(remote: RemoteRenderer): Place {
  return { remote, run: (run, ...args) => remote.evaluate(run as never, ...args) };
}
