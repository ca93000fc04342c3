import type { ConnectInfo, MainOptions, RendererOptions } from '@culvert/core';
import { checkObject, invalidArgument } from '@culvert/protocol';

/** The names of the options of a function. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** The options of main that a test may set. The kit sets the clock. */
export const mainOptions: OptionNames<Omit<MainOptions, 'scheduler'>> = {
  codec: true,
  policy: true,
  limits: true,
  slowConsumer: true,
  helloTimeoutMs: true,
  callTimeoutMs: true,
  redactError: true,
};

/** The options of a renderer that a test may set. */
export const rendererOptions: OptionNames<Omit<RendererOptions, 'scheduler'>> = {
  codec: true,
  limits: true,
  syncTimeoutMs: true,
  callTimeoutMs: true,
  redactError: true,
  runInContext: true,
};

/** Main may know this of a renderer. */
export const connectOptions: OptionNames<ConnectInfo> = {
  kind: true,
  host: true,
  origin: true,
  claimedOrigin: true,
  identity: true,
  remote: true,
  id: true,
  graceMs: true,
  graceUntil$: true,
};

/**
 * A test with a misspelled option would pass without what it asks for.
 *
 * @param user the function with its argument, as the error names it
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an option that does not exist
 */
export function checkOptions(user: string, options: object, known: Readonly<Record<string, true>>): void {
  checkObject(`${user}: options`, options);
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const names = Object.keys(known).join(', ');
  throw invalidArgument(`${user} has no option '${unknown}'; it has ${names}.`);
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` */
export function checkFunction<T>(what: string, value: T): T {
  if (typeof value !== 'function') throw invalidArgument(`${what} needs a function.`);
  return value;
}
