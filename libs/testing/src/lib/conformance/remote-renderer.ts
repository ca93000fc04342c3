import type { Main, Renderer, WebContents } from '@culvert/core';
import { filter, firstValueFrom, map, take } from 'rxjs';
import { EVALUATE, EVALUATED, type Evaluate, type Evaluated, type RendererTools } from './evaluate.js';

/**
 * A renderer in its own place (thread, process, page), driven from the test.
 *
 * @example
 * const online = await remote.evaluate((renderer, channel) => {
 *   renderer.ipcRenderer.send(channel);
 *   return renderer.id > 0;
 * }, 'hello');
 */
export class RemoteRenderer {
  /** The renderer, as main sees it. */
  readonly webContents: WebContents;
  readonly #main: Main;
  #lastCall = 0;

  constructor(main: Main, webContents: WebContents) {
    this.#main = main;
    this.webContents = webContents;
  }

  /** Its webContents id. */
  get id(): number {
    return this.webContents.id;
  }

  /**
   * Runs a function there, and returns its result. Like a browser driver's `evaluate`, it sends the function's
   * source. So the function sees only its parameters, and parameters and result are JSON. After its arguments
   * it gets tools.
   */
  async evaluate<Args extends readonly unknown[], Result>(
    run: (renderer: Renderer, ...args: [...args: Args, tools: RendererTools]) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result> {
    const call = ++this.#lastCall;
    const request: Evaluate = { call, source: run.toString(), args: JSON.stringify(args) };
    const answer = firstValueFrom(
      this.#main.channel<Evaluated>(EVALUATED).messages$.pipe(
        filter(({ event }) => event.sender.id === this.id),
        map((message) => message.args[0] as Evaluated),
        filter((evaluated) => evaluated.call === call),
        take(1),
      ),
    );
    this.webContents.send(EVALUATE, request);
    const { error, result } = await answer;
    if (error !== undefined) throw new Error(`In the renderer: ${error}`);
    return (result === undefined ? undefined : JSON.parse(result)) as Result;
  }
}
