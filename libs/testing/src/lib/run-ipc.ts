import {
  createMain,
  type ConnectInfo,
  type Main,
  type MainOptions,
  type Renderer,
  type RendererOptions,
} from '@culvert/core';
import { checkObject, invalidArgument } from '@culvert/protocol';
import { expect } from 'expect';
import { isObservable, map, type Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { parseDuration } from './duration.js';
import { createVirtualLink, type VirtualLink } from './virtual-link.js';

/** A wire as a test draws it. */
export interface LinkOptions {
  /** Travel time of a frame: `'3ms'`, `'1s'`. Default: no time. */
  readonly latency?: string | undefined;
  /** When the connection is cut, counted from now: `'----!'`. Default: never. */
  readonly disconnect?: string | undefined;
  /** Main's info about this renderer when it connects. Not for the first link, which exists already. */
  readonly info?: ConnectInfo | undefined;
  /** The options of the renderer. Not for the first link either. */
  readonly renderer?: RendererOptions | undefined;
}

/** The known options. A test with a misspelled option would pass without the loss that it asks for. */
const linkOptions: Readonly<Record<keyof LinkOptions, true>> = {
  latency: true,
  disconnect: true,
  info: true,
  renderer: true,
};
type MainOptionsOfTest = Omit<MainOptions, 'scheduler'>;
const mainOptions: Readonly<Record<keyof MainOptionsOfTest, true>> = {
  codec: true,
  policy: true,
  limits: true,
  slowConsumer: true,
  helloTimeoutMs: true,
  callTimeoutMs: true,
  redactError: true,
};

/** Any channel, of a renderer or of main. */
interface MessageSource {
  readonly messages$: Observable<{ readonly args: readonly unknown[] }>;
}

/** The helpers of a test: RxJS's own marble helpers, and the two ends of the wire. */
export interface IpcHelpers extends Omit<RunHelpers, 'animate'> {
  /** Main, on the scheduler of the test. */
  readonly main: Main;
  /** Connected to `main`, its handshake done, over the wire that the first `link()` describes. */
  readonly renderer: Renderer;
  /**
   * The first call describes the wire of `renderer`. Each later call adds a renderer with a wire of its own.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an unknown or invalid option, or for one that comes too late
   */
  link(options?: LinkOptions): VirtualLink;
  /** The arguments of the messages on a channel, as marbles. Each value is the array of arguments. */
  expectMessages(channel: MessageSource): {
    /** Compares the messages when the test ends. */
    toBe(marbles: string, values?: Record<string, readonly unknown[]>): void;
  };
}

/**
 * Runs main, renderers, the wires between them and time itself on one `TestScheduler`, in run mode: a frame is
 * a millisecond. RxJS's own schedulers run in this time as well. Promises have no virtual time: test `invoke` by its
 * effects, or return its promise in an object and await it after the test.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a test that returns a promise or is a generator function, and for
 * an unknown option
 * @example
 * runIpc(({ main, renderer, link, cold, expectMessages }) => {
 *   link({ latency: '3ms' });
 *   cold('-a-b').subscribe(renderer.channel('keys'));
 *   expectMessages(main.channel('keys')).toBe('----a-b', { a: ['a'], b: ['b'] });
 * });
 */
export function runIpc<T>(test: (helpers: IpcHelpers) => T, options: MainOptionsOfTest = {}): T {
  if (typeof test !== 'function')
    throw invalidArgument('runIpc needs a test: runIpc(({ main, renderer, expectMessages }) => { … }).');
  if (/Generator/.test(Object.prototype.toString.call(test)))
    throw invalidArgument('runIpc: the test is a generator function, which runs nothing when it is called.');
  checkOptions('runIpc', options, mainOptions);
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  return scheduler.run((helpers) => {
    const main = createMain({ ...options, scheduler });
    const rendererOptions: RendererOptions = options.codec ? { codec: options.codec } : {};
    const first = createVirtualLink(main, scheduler, {}, rendererOptions);
    let linked = false;
    const { animate: _, ...marbles } = helpers;
    const result = test({
      ...marbles,
      main,
      renderer: first.renderer,
      link(given = {}) {
        checkOptions('link', given, linkOptions);
        const { latency, disconnect, info, renderer } = given;
        if (!linked && (info !== undefined || renderer !== undefined)) throw tooLate();
        const link = linked
          ? createVirtualLink(main, scheduler, info, { ...rendererOptions, ...renderer })
          : first;
        linked = true;
        if (latency !== undefined) link.settings.latencyMs = parseDuration(latency);
        if (disconnect !== undefined) {
          if (!String(disconnect).includes('!'))
            throw invalidArgument("link: disconnect needs a '!' where the wire is cut, as in '----!'.");
          scheduler.schedule(() => link.disconnect(), helpers.time(disconnect.replace('!', '|')));
        }
        return link;
      },
      expectMessages(channel) {
        if (!isObservable((channel as MessageSource | null | undefined)?.messages$))
          throw invalidArgument('expectMessages needs a channel: expectMessages(main.channel(name)).');
        return helpers.expectObservable(channel.messages$.pipe(map(({ args }) => args)));
      },
    });
    if (isPromise(result)) throw promised(result);
    return result;
  });
}

function checkOptions(user: string, options: object, known: Readonly<Record<string, true>>): void {
  checkObject(`${user}: options`, options);
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const names = Object.keys(known).join(', ');
  throw invalidArgument(`${user} has no option '${unknown}'; it has ${names}.`);
}

function tooLate(): TypeError {
  return invalidArgument(
    'The renderer of the first link exists already: give info and renderer to a further link().',
  );
}

/** A `then` that cannot be read counts, because `await` would fail on it. */
function isPromise(result: unknown): boolean {
  try {
    return typeof (result as PromiseLike<unknown> | null | undefined)?.then === 'function';
  } catch {
    return true;
  }
}

function promised(result: unknown): TypeError {
  // The outcome of the promise is ignored, because the test already fails for returning it.
  Promise.resolve(result).catch(() => undefined);
  return invalidArgument(
    'runIpc: the test has returned a promise. Virtual time ends when the test returns, so the code after an await would run too late. Subscribe instead, or use a real link without runIpc.',
  );
}
