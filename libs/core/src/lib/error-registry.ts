import { invalidArgument } from '@culvert/protocol';

/** A class of errors; how it is constructed does not matter here. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/*
 * What a class is called is a matter of the whole program, as the class itself is: the one other module of core with
 * a state (docs/decisions.md).
 */
const classes = new Map<string, ErrorClass>();
const names = new WeakMap<object, string>();

/**
 * Keeps `instanceof` for errors of this class when they travel, in each process that registers it. Own properties,
 * message and causes travel without. The errors of the language need none.
 *
 * @param name what the class is called on the wire; by default its own name, which a minifier may change
 * @throws TypeError for what is no class of errors
 * @example
 * export class NoSuchProcess extends Error { readonly code = 'ESRCH'; }
 * registerError(NoSuchProcess);
 */
export function registerError(
  errorClass: ErrorClass,
  name = (errorClass as { readonly name?: string })?.name,
): void {
  const prototype = (errorClass as { readonly prototype?: unknown } | undefined)?.prototype;
  if (!(prototype instanceof Error) || name === undefined || name === '') {
    throw invalidArgument('registerError needs a class that extends Error, and a name for it.');
  }
  classes.set(name, errorClass);
  names.set(prototype, name);
}

export function findErrorClass(name: unknown): ErrorClass | undefined {
  return typeof name === 'string' ? classes.get(name) : undefined;
}

/** What the class of an error is called: the nearest that is registered, otherwise its own. */
export function errorClassName(error: Error): string | undefined {
  let prototype: unknown = Object.getPrototypeOf(error);
  while (typeof prototype === 'object' && prototype !== null) {
    const name = names.get(prototype);
    if (name !== undefined) return name;
    prototype = Object.getPrototypeOf(prototype);
  }
  const { constructor } = error;
  return typeof constructor === 'function' ? constructor.name : undefined;
}
