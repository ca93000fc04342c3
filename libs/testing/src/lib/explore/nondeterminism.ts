/**
 * Two runs of one schedule differ, or a run has used something that `explore` cannot control.
 *
 * @example
 * try {
 *   explore(scenario);
 * } catch (error) {
 *   if (error instanceof NondeterminismError) console.log(error.places);
 * }
 */
export class NondeterminismError extends Error {
  /** `'NondeterminismError'`. */
  override readonly name = 'NondeterminismError';
  /** The lines that may be the cause: file, line and column. */
  readonly places: readonly string[];

  /** @internal */
  constructor(text: string, places: readonly string[]) {
    super([`explore: ${text}`, ...places.map((place) => `    at ${place}`)].join('\n'));
    this.places = places;
  }
}

/** Code of Culvert and RxJS is on each path, and is not the cause. */
const OWN =
  /[\\/](rxjs|@culvert)[\\/]|[\\/]libs[\\/](core|protocol|router)[\\/]|[\\/]explore[\\/][\w-]+\.ts|node:|<anonymous>/;

/** The line of the app's code in the stack of an error, if there is one. */
export function appLineOf(error: Error): string | undefined {
  return linesOf(error).find((line) => !OWN.test(line));
}

/** The line of the app's code in the stack of an error, or the first line. */
export function placeOf(error: Error): string {
  return appLineOf(error) ?? linesOf(error)[0] ?? 'an unknown line';
}

function linesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .slice(1)
    .map((line) => line.trim().replace(/^at /, ''));
}

/** Sources of values that differ from run to run. */
interface Realm {
  Date: DateConstructor;
  Math: { random(): number };
  performance?: { now(): number };
  crypto?: { randomUUID?(): string; getRandomValues?(array: unknown): unknown };
}

/** Runs a task, and returns the lines that have read a clock or a random number meanwhile. */
export function watchSources(task: () => void): readonly string[] {
  const realm = globalThis as unknown as Realm;
  const places = new Set<string>();
  const restores: (() => void)[] = [];
  const watch = <Owner extends object>(owner: Owner | undefined, key: keyof Owner & string, name: string) => {
    const original: unknown = owner?.[key];
    if (owner === undefined || typeof original !== 'function') return;
    const target = original as (...args: unknown[]) => unknown;
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    const note = () => places.add(`${placeOf(new Error())} (${name})`);
    const value = new Proxy(target, {
      apply(called, self, args: unknown[]) {
        note();
        return Reflect.apply(called, self, args);
      },
      construct(called, args: unknown[], self) {
        // `new Date(0)` is the same in each run.
        if (args.length === 0) note();
        return Reflect.construct(called, args, self) as object;
      },
    });
    Object.defineProperty(owner, key, { value, configurable: true, writable: true });
    restores.push(() => {
      if (descriptor === undefined) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, descriptor);
    });
  };
  watch(realm.Date, 'now', 'Date.now');
  watch(realm, 'Date', 'Date');
  watch(realm.Math, 'random', 'Math.random');
  watch(realm.performance, 'now', 'performance.now');
  watch(realm.crypto, 'randomUUID', 'crypto.randomUUID');
  watch(realm.crypto, 'getRandomValues', 'crypto.getRandomValues');
  try {
    task();
  } finally {
    for (const restore of restores.reverse()) restore();
  }
  return [...places];
}
