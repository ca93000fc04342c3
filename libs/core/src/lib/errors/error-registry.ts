import { CulvertError, invalidArgument, runtime } from '@culvert/protocol';

/** A class of errors; how it is constructed does not matter here. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/*
 * State of the module, an exception (see decisions 20 and 57 in docs/decisions): a class belongs to the whole program,
 * and so does its name.
 */
const classes = new Map<string, ErrorClass>();
const names = new WeakMap<object, string>();

/**
 * Keeps `instanceof` for errors of this class when they travel, in each process that registers it. It also says that
 * its properties may go to windows and webviews: those that an error has of its own, and those that the class has
 * getters for. Message, `code` and causes travel without. The errors of the language and DOMException need none.
 *
 * The constructor does not run where the error arrives, and neither do its getters: the error has their values instead.
 * Methods that read private fields fail there.
 *
 * @param name what the class is called on the wire; by default its own name, which a minifier may change
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for what is no class of errors
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

/** The platform's DOMException may have another realm's Error above it. */
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

/** Whether its class, or one above that, is registered in this process. Culvert's own is. */
export function isRegistered(error: object): boolean {
  return prototypesOf(error).some(
    (prototype) => prototype === CulvertError.prototype || names.has(prototype),
  );
}

/** The errors of the language, which every process knows. */
export const languageErrors: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/**
 * What the class of an error is called: the nearest that is registered, or one of the language. The name of another
 * class says nothing to the peer, and may say too much. Never throws.
 */
export function errorClassName(error: Error): string | undefined {
  const prototypes = prototypesOf(error);
  const registered = prototypes.find((prototype) => names.has(prototype));
  if (registered !== undefined) return names.get(registered);
  return Object.keys(languageErrors).find((name) => languageErrors[name]?.prototype === prototypes[0]);
}

/** The names that an error's class, where it is registered, has getters for. */
export function declaredGetters(error: Error): readonly string[] {
  const prototypes = prototypesOf(error);
  if (!prototypes.some((prototype) => names.has(prototype))) return NONE;
  return prototypes.filter(isOfProgram).flatMap((prototype) => {
    const descriptors = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    return descriptors.filter(([key, said]) => 'get' in said && !travels(key)).map(([key]) => key);
  });
}

const NONE: readonly string[] = [];

/** These travel by themselves. */
function travels(key: string): boolean {
  return ['name', 'message', 'stack', 'cause', 'errors', '__proto__'].includes(key);
}

/** The prototypes of the language and of the platform have no getters that are an error's data. */
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
    // What is above that is not known.
  }
  return prototypes;
}

/** A proxy may name prototypes without end. */
const MAX_PROTOTYPES = 100;
