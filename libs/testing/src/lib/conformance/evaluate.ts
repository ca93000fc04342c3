import * as core from '@culvert/core';
import type { Renderer } from '@culvert/core';
import * as rxjs from 'rxjs';
import { nextUncaught } from './uncaught.js';

export const EVALUATE = 'culvert:evaluate';
export const EVALUATED = 'culvert:evaluated';

export interface Evaluate {
  readonly call: number;
  readonly source: string;
  /** JSON, so that every codec carries it the same way. */
  readonly args: string;
}

export interface Evaluated {
  readonly call: number;
  readonly result?: string;
  readonly error?: string;
}

/** The tools of a renderer of the suite. Every function gets them after its arguments. */
export interface RendererTools {
  /** The next error that would otherwise be uncaught there. */
  nextUncaught(): Promise<unknown>;
  /** Reports to the test outside of the connection, which may be closed. */
  report(text: string): void;
  /** The module `@culvert/core` of the renderer. */
  readonly core: typeof core;
  /** The module `rxjs` of the renderer. */
  readonly rxjs: typeof rxjs;
  /** Values that one function stores for a later one. */
  readonly store: Record<string, unknown>;
}

/**
 * The renderer's part of the conformance suite: it runs the functions that the test sends. For tests only: it
 * evaluates any code from main.
 *
 * @param report a channel to the test beside the connection: `console.log` of a page, `process.send` of a child
 * @example
 * // in the worker, child process or page of your transport
 * serveConformance(createRenderer(myTransport()));
 */
export function serveConformance(renderer: Renderer, report: (text: string) => void = () => undefined): void {
  const tools: RendererTools = { nextUncaught, report, core, rxjs, store: {} };
  renderer.channel<Evaluate>(EVALUATE).subscribe((request) => {
    void evaluate(renderer, tools, request).then((evaluated) =>
      renderer.channel<Evaluated>(EVALUATED).next(evaluated),
    );
  });
  // Cases share a renderer. A message that no listener got in one case must not be kept for a listener of
  // another.
  renderer.start();
}

async function evaluate(
  renderer: Renderer,
  tools: RendererTools,
  { call, source, args }: Evaluate,
): Promise<Evaluated> {
  try {
    // An indirect eval: the function sees globals, and nothing of this module.
    const run = (0, eval)(`(${source})`) as (renderer: Renderer, ...args: unknown[]) => unknown;
    const result = JSON.stringify(await run(renderer, ...(JSON.parse(args) as unknown[]), tools));
    return { call, ...(result !== undefined && { result }) };
  } catch (error) {
    return { call, error: String((error as Error).stack ?? error) };
  }
}
