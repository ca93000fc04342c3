import {
  defineContract,
  type AnyMember,
  type Contract,
  type InputOf,
  type Members,
  type OutputOf,
} from './contract.js';

/** The types that JSON changes or leaves out. */
type Changed =
  | bigint
  | symbol
  | ((...args: never[]) => unknown)
  | Date
  | RegExp
  | Error
  | ArrayBuffer
  | SharedArrayBuffer
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | PromiseLike<unknown>
  | WeakMap<object, unknown>
  | WeakSet<object>;

type Kept = undefined | null | boolean | number | string | Uint8Array;

/**
 * `T` if `electronJson` carries every value of it unchanged, otherwise a type that `T` does not extend. The
 * type of a number does not exclude NaN. The types `any` and `unknown` exclude nothing.
 *
 * @example
 * type Sample = Json<{ at: number; tags: string[] }>; // the same
 * type Wrong = Json<{ at: Date }>; // { at: never }
 */
export type Json<T> = 0 extends 1 & T
  ? T
  : T extends Kept | void
    ? T
    : T extends Changed | ArrayBufferView
      ? never
      : T extends readonly (infer Item)[]
        ? // An undefined item arrives as null.
          undefined extends Item
          ? unknown extends Item
            ? T
            : never
          : { [Key in keyof T]: Json<T[Key]> }
        : T extends object
          ? { [Key in keyof T]: Json<T[Key]> }
          : T;

/** The items of an Observable, which travel instead of it. */
type Sent<T> = T extends { forEach(next: (value: infer Item) => void): PromiseLike<void> } ? Item : T;

type IsJson<T> = [Sent<T>] extends [Json<Sent<T>>] ? true : false;

/** The arguments of a `sync` member are a list. An argument that is left out of it stays left out. */
type InputIsJson<M> =
  InputOf<M> extends infer In
    ? M extends { readonly kind: 'sync' }
      ? IsJson<Required<In>>
      : IsJson<In>
    : true;

type JsonMembers<M extends Members> = {
  readonly [Key in keyof M]: InputIsJson<M[Key]> extends true
    ? IsJson<OutputOf<M[Key]>> extends true
      ? AnyMember
      : 'The output has a value that electronJson changes.'
    : 'The input has a value that electronJson changes.';
};

/**
 * Like {@link defineContract}, for mains and renderers with `electronJson`. The compiler refuses a member if
 * JSON would change its input or output (`Date`, `Map`, `bigint`, functions …). At run time it is
 * `defineContract`.
 *
 * @example
 * const activity = defineJsonContract({
 *   kill: call<{ pid: number }, void>(),
 *   // Does not compile: a Date arrives as a string.
 *   // since: call<void, Date>(),
 * });
 */
export function defineJsonContract<const M extends Members>(members: M & JsonMembers<M>): Contract<M>;
export function defineJsonContract<const M extends Members>(
  namespace: string,
  members: M & JsonMembers<M>,
): Contract<M>;
export function defineJsonContract(first: string | Members, second?: Members): Contract {
  return typeof first === 'string' ? defineContract(first, second!) : defineContract(first);
}
