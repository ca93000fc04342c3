/**
 * The hidden class of an object: it has no brand of its own, but inherits from a class of the language or
 * platform. It is a Proxy, which hides the internal state of its target, or a platform object with unreadable
 * state. Copied by its properties, it would arrive as `{}`.
 *
 * - `'Map'` and `'Set'`: its own methods may still give its entries, as those of Vue's `reactive` do.
 * - `'Error'`: its properties hold everything that matters.
 * - Any other name: nothing of it can be carried.
 * - Undefined: an object of the program, which is its properties.
 */
export type HiddenState = string | undefined;

/** By prototype, so that a list of a thousand objects needs one check. */
export type HiddenStates = Map<object | null, HiddenState>;

export function hiddenStateOf(object: object, known: HiddenStates): HiddenState {
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === Object.prototype || prototype === null) return undefined;
  if (!known.has(prototype)) known.set(prototype, stateOfHeirs(prototype));
  return known.get(prototype) ?? symbolStateOf(object);
}

/** Only a proxy makes up a longer chain. */
const MAX_CHAIN = 100;

function stateOfHeirs(first: object): HiddenState {
  let prototype: object | null = first;
  for (let i = 0; prototype !== null; i++) {
    if (i === MAX_CHAIN) return 'Proxy';
    const name = platformClassOf(prototype);
    if (name === 'Object') return undefined;
    if (name !== undefined) return isOfError(prototype) ? 'Error' : name;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return undefined;
}

function isOfError(prototype: object): boolean {
  return prototype === Error.prototype || Object.prototype.isPrototypeOf.call(Error.prototype, prototype);
}

/** The name of the language or platform class that has this prototype, if there is one. */
function platformClassOf(prototype: object): string | undefined {
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof constructor !== 'function') return hasNativeMethod(prototype) ? tagOf(prototype) : undefined;
  const name: unknown = Object.getOwnPropertyDescriptor(constructor, 'name')?.value;
  if (typeof name !== 'string') return undefined;
  const own: unknown = Object.getOwnPropertyDescriptor(constructor, 'prototype')?.value;
  return own === prototype && (isNative(constructor) || isGlobalClass(constructor, name))
    ? name || 'platform object'
    : undefined;
}

/** For example, iterators of the language have prototypes without a constructor. */
function hasNativeMethod(prototype: object): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(prototype)).some(
    ({ value }) => typeof value === 'function' && isNative(value as object) && !isBound(value as object),
  );
}

/** A bound function of the program also has no source. */
function isBound(code: object): boolean {
  const name: unknown = Object.getOwnPropertyDescriptor(code, 'name')?.value;
  return typeof name === 'string' && name.startsWith('bound ');
}

function tagOf(prototype: object): string {
  const tag: unknown = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value;
  return typeof tag === 'string' && tag !== '' ? tag : 'platform object';
}

function isNative(code: object): boolean {
  try {
    return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(code));
  } catch {
    return false;
  }
}

/** Node writes platform classes in JavaScript. A global that a program has made is enumerable. */
function isGlobalClass(constructor: object, name: string): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
  return descriptor?.enumerable === false && Reflect.get(globalThis, name) === constructor;
}

/**
 * Classes of Node's modules keep their state under symbols, and have no other property. An example is
 * KeyObject.
 */
function symbolStateOf(object: object): HiddenState {
  if (Object.keys(object).length > 0 || Object.getOwnPropertySymbols(object).length === 0) return undefined;
  return 'class instance with its state under symbols';
}
