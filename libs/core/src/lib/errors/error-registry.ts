import { CulvertError, invalidArgument, languageErrors, runtime } from '@culvert/protocol';

/** A class of errors, with any constructor. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/*
 * Module state, which is an exception (see decisions 20 and 57 in docs/decisions). A class belongs to the whole program,
 * and so does its name.
 */
const classes = new Map<string, ErrorClass>();
const names = new WeakMap<object, string>();

/**
 * Keeps `instanceof` for errors of this class across processes, in each process that registers it. It also allows the
 * properties of these errors to be sent to windows and webviews: own properties, and those with a getter in the class.
 * Message, `code` and causes are sent without registration. Errors of the language and DOMException need none.
 *
 * In the receiving process neither the constructor nor the getters run. The error has the values of the getters instead.
 * Methods that read private fields fail there.
 *
 * @param name the name of the class on the wire. By default its own name, which a minifier may change
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a class of errors
 * @example
 * export class NoSuchProcess extends Error { readonly code = 'ESRCH'; }
 * registerError(NoSuchProcess);
 */
export function registerError(
  errorClass: ErrorClass,
  name = (errorClass as { readonly name?: string })?.name,
): void {
  const prototype = (errorClass as { readonly prototype?: unknown } | undefined)?.prototype;
  if (!isErrorPrototype(prototype) || typeof name !== 'string' || name === '') {
    throw invalidArgument('registerError needs a class that extends Error, and a name for it.');
  }
  classes.set(name, errorClass);
  names.set(prototype, name);
}

/** Also accepts the Error of another realm, which the platform's DOMException may extend. */
function isErrorPrototype(prototype: unknown): prototype is object {
  if (prototype instanceof Error) return true;
  const platform: unknown = runtime.DOMException?.prototype;
  return (
    typeof platform === 'object' &&
    platform !== null &&
    (prototype === platform || Object.prototype.isPrototypeOf.call(platform, prototype as object))
  );
}

export function findErrorClass(name: unknown): ErrorClass | undefined {
  return typeof name === 'string' ? classes.get(name) : undefined;
}

/** Tells if the class of an error, or a superclass, is registered in this process. Culvert's own class is. */
export function isRegistered(error: object): boolean {
  return prototypesOf(error).some(
    (prototype) => prototype === CulvertError.prototype || names.has(prototype),
  );
}

/**
 * Returns the wire name of the nearest registered class, or class of the language. The name of another class is useless
 * to the peer, and may reveal too much. Never throws.
 */
export function errorClassName(error: Error): string | undefined {
  const prototypes = prototypesOf(error);
  const registered = prototypes.find((prototype) => names.has(prototype));
  if (registered !== undefined) return names.get(registered);
  return Object.keys(languageErrors).find((name) => languageErrors[name]?.prototype === prototypes[0]);
}

/** The names of the getters of an error's class, if the class is registered. */
export function declaredGetters(error: Error): readonly string[] {
  const prototypes = prototypesOf(error);
  if (!prototypes.some((prototype) => names.has(prototype))) return NONE;
  return prototypes.filter(isOfProgram).flatMap((prototype) => {
    const descriptors = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    return descriptors.filter(([key, said]) => 'get' in said && !travels(key)).map(([key]) => key);
  });
}

const NONE: readonly string[] = [];

/** Tells if a property is encoded separately. */
function travels(key: string): boolean {
  return ['name', 'message', 'stack', 'cause', 'errors', '__proto__'].includes(key);
}

/** Excludes the prototypes of the language and of the platform. Their getters are not data of an error. */
function isOfProgram(prototype: object): boolean {
  return (
    prototype !== Object.prototype &&
    prototype !== Error.prototype &&
    prototype !== runtime.DOMException?.prototype
  );
}

/** The prototypes of an object, nearest first. A proxy may refuse to name them. */
function prototypesOf(object: object): object[] {
  const prototypes: object[] = [];
  try {
    let prototype: unknown = Object.getPrototypeOf(object);
    while (typeof prototype === 'object' && prototype !== null && prototypes.length < MAX_PROTOTYPES) {
      prototypes.push(prototype);
      prototype = Object.getPrototypeOf(prototype);
    }
  } catch {
    // The prototypes above this one stay unknown.
  }
  return prototypes;
}

/** The most prototypes that are read, because a proxy may return prototypes without end. */
const MAX_PROTOTYPES = 100;
