import * as core from '@culvert/core';
import type { Renderer } from '@culvert/core';
import * as rxjs from 'rxjs';
import { nextUncaught } from './uncaught.js';

export const EVALUATE = 'culvert:evaluate';
export const EVALUATED = 'culvert:evaluated';

export interface Evaluate {
  readonly call: number;
  readonly source: string;
  /** JSON, so that every codec carries it alike. */
  readonly args: string;
}

export interface Evaluated {
  readonly call: number;
  readonly result?: string;
  readonly error?: string;
}

/** What a renderer of the suite can do besides, given to every function behind its arguments. */
export interface RendererTools {
  /** The next error that would be an uncaught one there. */
  nextUncaught(): Promise<unknown>;
  /** Tells the test something past the connection, which may be closed. */
  report(text: string): void;
  readonly core: typeof core;
  readonly rxjs: typeof rxjs;
  /** What one function leaves there for a later one. */
  readonly store: Record<string, unknown>;
}

/**
 * The renderer's part of the conformance suite: runs what the test sends it. For tests only: it evaluates whatever
 * main says.
 *
 * @param report a way to the test beside the connection: `console.log` of a page, `process.send` of a child
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
  // Cases share a renderer: what nobody hears in one must not be kept for the listener of another.
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
