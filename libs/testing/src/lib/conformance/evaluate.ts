import type { Renderer } from '@culvert/core';

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

/**
 * The renderer's part of the conformance suite: runs what the test sends it. For tests only: it evaluates whatever
 * main says.
 *
 * @example
 * // in the worker, child process or page of your transport
 * serveConformance(createRenderer(myTransport()));
 */
export function serveConformance(renderer: Renderer): void {
  renderer.channel<Evaluate>(EVALUATE).subscribe((request) => {
    void evaluate(renderer, request).then((evaluated) =>
      renderer.channel<Evaluated>(EVALUATED).next(evaluated),
    );
  });
}

async function evaluate(renderer: Renderer, { call, source, args }: Evaluate): Promise<Evaluated> {
  try {
    // An indirect eval: the function sees globals, and nothing of this module.
    const run = (0, eval)(`(${source})`) as (renderer: Renderer, ...args: unknown[]) => unknown;
    const result = JSON.stringify(await run(renderer, ...(JSON.parse(args) as unknown[])));
    return { call, ...(result !== undefined && { result }) };
  } catch (error) {
    return { call, error: String((error as Error).stack ?? error) };
  }
}
