import type { ConnectInfo, RendererOptions } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { checkOptions, connectOptions, rendererOptions } from '../options.js';
import { parseDuration } from './duration.js';
import { marbleTimes, type DrawnTime, type MarbleSymbols } from './marble-times.js';
import type { Direction } from './wire-message.js';

/** One value for both directions, or one for each. */
export type EachWay<T> =
  | T
  | {
      /** The way to main. */
      readonly up?: T | undefined;
      /** The way to the renderer. */
      readonly down?: T | undefined;
    };

/**
 * A wire as a test draws it. Each drawing starts at the call of `link`, and shows when a frame is sent, not when it
 * arrives.
 */
export interface LinkOptions {
  /** Travel time of a frame: `'3ms'`, `'1s'`. Default: no time. */
  readonly latency?: EachWay<string> | undefined;
  /** The frames travel so many ms longer, one after the other and from the start again: `[0, 3, 1]`. They keep their order. */
  readonly jitter?: EachWay<readonly number[]> | undefined;
  /** Frames that are sent at an `x` are lost: `'--x-'`. */
  readonly drop?: EachWay<string> | undefined;
  /** A frame that is sent at a digit arrives so many times: `'--2'`. */
  readonly duplicate?: EachWay<string> | undefined;
  /** A frame that is sent at an `r` arrives after the next one of its direction: `'--r'`. Without one, it is lost. */
  readonly reorder?: EachWay<string> | undefined;
  /** At each `!`, the connection breaks: `'----!'`. Both ends close, and the frames on their way are lost. */
  readonly disconnect?: string | undefined;
  /** At each `^`, the same window is back, by a new connection: `'------^'`. */
  readonly resume?: string | undefined;
  /** At each `r`, the window is reloaded: a new renderer and epoch replace the present ones. `'---r'` */
  readonly reload?: string | undefined;
  /** From `s` to `g`, the renderer's process is stopped: its timers and all frames to it wait. `'--s---g'` */
  readonly stop?: string | undefined;
  /** Main's info about this renderer when it connects. Not for the first link, which exists already. */
  readonly info?: ConnectInfo | undefined;
  /** The options of the renderer. Not for the first link either. */
  readonly renderer?: Omit<RendererOptions, 'scheduler'> | undefined;
}

/** The options of a guest's link. Its window carries it, and main gets no info of its own about it. */
export interface GuestLinkOptions extends Omit<LinkOptions, 'info'> {
  /** The origin of the guest's document, as its window claims it. Default: `'null'`. */
  readonly origin?: string | undefined;
}

const common: Readonly<Record<Exclude<keyof LinkOptions, 'info'>, true>> = {
  latency: true,
  jitter: true,
  drop: true,
  duplicate: true,
  reorder: true,
  disconnect: true,
  resume: true,
  reload: true,
  stop: true,
  renderer: true,
};
/** The known options. A test with a misspelled option would pass without the loss that it asks for. */
const linkOptions: Readonly<Record<keyof LinkOptions, true>> = { ...common, info: true };
const guestOptions: Readonly<Record<keyof GuestLinkOptions, true>> = { ...common, origin: true };

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an option that does not exist, in its `info` and `renderer` as well */
export function checkLink(user: 'link' | 'addGuest', options: LinkOptions & GuestLinkOptions): void {
  checkOptions(user, options, user === 'link' ? linkOptions : guestOptions);
  const { info, renderer } = options;
  if (info !== undefined) checkOptions(`${user}: info`, info, connectOptions);
  if (renderer !== undefined) checkOptions(`${user}: renderer`, renderer, rendererOptions);
}

/** The faults of one direction, at times from the call of `link`. */
export interface LaneFaults {
  readonly latencyMs?: number;
  readonly jitter?: readonly number[];
  readonly lost: ReadonlySet<number>;
  readonly overtaken: ReadonlySet<number>;
  /** How often a frame arrives, by its time. */
  readonly copies: ReadonlyMap<number, number>;
}

/** An event of a connection or a process, at a time from the call of `link`. */
export interface LinkEvent {
  readonly at: number;
  readonly does: 'disconnect' | 'resume' | 'reload' | 'stop' | 'go';
}

const SYMBOLS = {
  drop: { symbols: 'x', meaning: 'where frames are lost', example: '--x-' },
  reorder: { symbols: 'r', meaning: 'where a frame is overtaken', example: '--r' },
  duplicate: { symbols: '23456789', meaning: 'where frames arrive so many times', example: '--2' },
  disconnect: { symbols: '!', meaning: 'where the wire is cut', example: '----!' },
  resume: { symbols: '^', meaning: 'where the window is back', example: '------^' },
  reload: { symbols: 'r', meaning: 'where the window is reloaded', example: '---r' },
  stop: { symbols: 'sg', meaning: 'where the process stops, and a g where it goes on', example: '--s---g' },
} as const satisfies Readonly<Record<string, MarbleSymbols>>;

type Drawn = keyof typeof SYMBOLS;

function draw(option: Drawn, marbles: unknown): readonly DrawnTime[] {
  return marbles === undefined ? [] : marbleTimes(option, marbles, SYMBOLS[option]);
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that the option does not take */
export function laneFaults(options: LinkOptions, direction: Direction): LaneFaults {
  const { latency, jitter, drop, reorder, duplicate } = options;
  const delays = oneWay('jitter', jitter, direction);
  if (delays !== undefined) checkJitter(delays);
  const time = oneWay('latency', latency, direction);
  const times = (option: Drawn, marbles: EachWay<string> | undefined) =>
    draw(option, oneWay(option, marbles, direction));
  return {
    ...(time !== undefined && { latencyMs: parseDuration(time) }),
    ...(delays !== undefined && { jitter: delays }),
    lost: new Set(times('drop', drop).map(({ at }) => at)),
    overtaken: new Set(times('reorder', reorder).map(({ at }) => at)),
    copies: new Map(times('duplicate', duplicate).map(({ at, symbol }) => [at, Number(symbol)])),
  };
}

/** When a process stops and goes on. @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for another drawing */
export function stopTimes(marbles: string): readonly { readonly at: number; readonly does: 'stop' | 'go' }[] {
  const times = marbleTimes('stop', marbles, SYMBOLS.stop);
  if (times.some(({ symbol }, nth) => symbol !== (nth % 2 === 0 ? 's' : 'g')))
    throw invalidArgument("link: stop has an s first, and then g and s in turns, as in '--s---g'.");
  return times.map(({ at, symbol }) => ({
    at,
    does: symbol === 's' ? 'stop' : 'go',
  }));
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that the option does not take */
export function linkEvents({ disconnect, resume, reload, stop }: LinkOptions): readonly LinkEvent[] {
  const at = (does: 'disconnect' | 'resume' | 'reload', marbles: unknown) =>
    draw(does, marbles).map((drawn) => ({ at: drawn.at, does }));
  return [
    ...at('disconnect', disconnect),
    ...at('resume', resume),
    ...at('reload', reload),
    ...(stop === undefined ? [] : stopTimes(stop)),
  ];
}

function oneWay<T>(option: string, value: EachWay<T> | undefined, direction: Direction): T | undefined {
  if (value === undefined || typeof value !== 'object' || Array.isArray(value)) return value;
  checkOptions(`link: ${option}`, value as object, { up: true, down: true });
  return (value as { readonly up?: T; readonly down?: T })[direction];
}

function checkJitter(jitter: unknown): void {
  const isDelay = (ms: unknown) => Number.isSafeInteger(ms) && (ms as number) >= 0;
  if (!Array.isArray(jitter) || jitter.length === 0 || !jitter.every(isDelay))
    throw invalidArgument('link: jitter must be a list of ms, as in [0, 3, 1].');
}
