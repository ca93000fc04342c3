import { checkCount, invalidArgument } from '@culvert/protocol';
import {
  checkFunction,
  checkOptions,
  connectOptions,
  mainOptions,
  rendererOptions,
  type OptionNames,
} from '../options.js';
import type {
  ExploredGuestOptions,
  ExploredLinkOptions,
  ExploredMainOptions,
  Faults,
  Scenario,
} from './scenario.js';

/** The options of {@link explore}. */
export interface ExploreOptions {
  /** All schedules up to equivalence, or so many random ones. Default: `'all'`. */
  readonly schedules?: 'all' | number | undefined;
  /** The seed of random schedules, an integer. Default: 1. */
  readonly seed?: number | undefined;
  /**
   * With `'all'`: only schedules that differ from the default order in so many places. The default order delivers each
   * frame at once. Most bugs need two or three. Default: no bound.
   */
  readonly preemptions?: number | undefined;
  /** How often each fault may happen in one run. Default: no faults. */
  readonly faults?: Faults | undefined;
  /** The options of main. */
  readonly main?: ExploredMainOptions | undefined;
  /** The most runs of `'all'`, with the pruned ones. Default: 200,000. */
  readonly atMost?: number | undefined;
  /** The most steps of one run. A longer one fails, because it may never end. Default: 1,000. */
  readonly steps?: number | undefined;
  /** With `false`, equivalent schedules are explored as well. Default: true. */
  readonly reduction?: boolean | undefined;
}

const optionNames: OptionNames<ExploreOptions> = {
  schedules: true,
  seed: true,
  preemptions: true,
  faults: true,
  main: true,
  atMost: true,
  steps: true,
  reduction: true,
};
const faultNames: OptionNames<Faults> = {
  cut: true,
  reload: true,
  crash: true,
  reconnect: true,
  drop: true,
  duplicate: true,
};

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an option that does not exist or has a wrong value */
export function checkExplore(user: string, scenario: Scenario, options: ExploreOptions): void {
  if (typeof scenario !== 'function')
    throw invalidArgument(`${user} needs a scenario: ${user}(({ main, renderer, step, atRest }) => { … }).`);
  if (/Async|Generator/.test(Object.prototype.toString.call(scenario)))
    throw invalidArgument(
      `${user}: the scenario is an async or generator function. Its code after an await would run after the run.`,
    );
  checkOptions(user, options, optionNames);
  const { schedules = 'all', seed = 1, preemptions = Infinity, reduction = true } = options;
  const { main = {}, faults = {}, atMost = 1, steps = 1 } = options;
  checkOptions(`${user}: main`, main, mainOptions);
  checkOptions(`${user}: faults`, faults, faultNames);
  for (const [kind, count] of Object.entries(faults) as [string, number | undefined][])
    if (count !== undefined) checkCount(`${user}: faults.${kind}`, count);
  if (schedules !== 'all') checkCount(`${user}: schedules`, schedules, 1);
  if (!Number.isSafeInteger(seed)) throw invalidArgument(`${user}: seed must be an integer.`);
  if (preemptions !== Infinity) checkCount(`${user}: preemptions`, preemptions);
  checkCount(`${user}: atMost`, atMost, 1);
  checkCount(`${user}: steps`, steps, 1);
  if (typeof reduction !== 'boolean') throw invalidArgument(`${user}: reduction must be true or false.`);
}

const common: OptionNames<Omit<ExploredLinkOptions, 'info'>> = {
  renderer: true,
  document: true,
  handshake: true,
};
export const linkOptions: OptionNames<ExploredLinkOptions> = { ...common, info: true };
export const guestOptions: OptionNames<ExploredGuestOptions> = { ...common, origin: true };

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an option that does not exist or has a wrong value */
export function checkLink(
  user: 'link' | 'guest',
  options: ExploredLinkOptions,
  known: Readonly<Record<string, true>>,
): void {
  checkOptions(user, options, known);
  const { info = {}, renderer = {}, document, handshake = 'done' } = options;
  checkOptions(`${user}: info`, info, connectOptions);
  checkOptions(`${user}: renderer`, renderer, rendererOptions);
  if (document !== undefined) checkFunction(`${user}: document`, document);
  if (handshake !== 'done' && handshake !== 'explored')
    throw invalidArgument(`${user}: handshake must be 'done' or 'explored'.`);
}
