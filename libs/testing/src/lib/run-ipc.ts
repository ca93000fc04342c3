import {
  createMain,
  type ConnectInfo,
  type Main,
  type MainOptions,
  type Renderer,
  type RendererOptions,
} from '@culvert/core';
import { expect } from 'expect';
import { map, type Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { parseDuration } from './duration.js';
import { createVirtualLink, type VirtualLink } from './virtual-link.js';

/** A wire as a test draws it. */
export interface LinkOptions {
  /** How long a frame travels: `'3ms'`, `'1s'`. Default: no time. */
  readonly latency?: string;
  /** When the connection is cut, counted from now: `'----!'`. Default: never. */
  readonly disconnect?: string;
  /** What main says of this renderer when it connects it. Not for the first link, which stands already. */
  readonly info?: ConnectInfo;
  readonly renderer?: RendererOptions;
}

/** Any channel, of a renderer or of main. */
interface MessageSource {
  readonly messages$: Observable<{ readonly args: readonly unknown[] }>;
}

/** What a test gets: RxJS's own marble helpers, and the two ends of the wire. */
export interface IpcHelpers extends Omit<RunHelpers, 'animate'> {
  readonly main: Main;
  /** Connected to `main`, its handshake done, over the wire that the first `link()` describes. */
  readonly renderer: Renderer;
  /** The first call describes the wire of `renderer`; each further one adds a renderer with a wire of its own. */
  link(options?: LinkOptions): VirtualLink;
  /** The arguments of what arrives on a channel, as marbles: each value is the array of arguments. */
  expectMessages(channel: MessageSource): {
    toBe(marbles: string, values?: Record<string, readonly unknown[]>): void;
  };
}

/**
 * Runs main, renderers, the wires between them and time itself on one `TestScheduler`, in run mode: a frame is a
 * millisecond. Promises have no virtual time: test `invoke` by its effects, or with a real link.
 *
 * @example
 * runIpc(({ main, renderer, link, cold, expectMessages }) => {
 *   link({ latency: '3ms' });
 *   cold('-a-b').subscribe(renderer.channel('keys'));
 *   expectMessages(main.channel('keys')).toBe('----a-b', { a: ['a'], b: ['b'] });
 * });
 */
export function runIpc<T>(test: (helpers: IpcHelpers) => T, options: Omit<MainOptions, 'scheduler'> = {}): T {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  return scheduler.run((helpers) => {
    const main = createMain({ ...options, scheduler });
    const rendererOptions: RendererOptions = options.codec ? { codec: options.codec } : {};
    const first = createVirtualLink(main, scheduler, {}, rendererOptions);
    let linked = false;
    const { animate: _, ...marbles } = helpers;
    return test({
      ...marbles,
      main,
      renderer: first.renderer,
      link({ latency, disconnect, info, renderer } = {}) {
        const link = linked
          ? createVirtualLink(main, scheduler, info, { ...rendererOptions, ...renderer })
          : first;
        linked = true;
        if (latency !== undefined) link.settings.latencyMs = parseDuration(latency);
        if (disconnect !== undefined) {
          scheduler.schedule(() => link.disconnect(), helpers.time(disconnect.replace('!', '|')));
        }
        return link;
      },
      expectMessages: (channel) => helpers.expectObservable(channel.messages$.pipe(map(({ args }) => args))),
    });
  });
}
