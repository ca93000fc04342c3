import { checkObject } from './check-options.js';
import { invalidArgument } from './errors.js';
import type { StandardSchema } from './standard-schema.js';

/** Standard Schemas for input and output. Both are optional. */
export interface Schemas {
  /** Checks the input, and may change it before the handler gets it. */
  readonly input?: StandardSchema | undefined;
  /** Checks the result, and may change it before the caller gets it. */
  readonly output?: StandardSchema | undefined;
}

/**
 * A member of a contract. A schema may change a value. The caller gives `In`, and the handler gets `HandlerIn`.
 * The handler returns `HandlerOut`, and the caller gets `Out`.
 */
export interface Member<Kind extends string, In, Out, HandlerIn = In, HandlerOut = Out> extends Schemas {
  /** The function that has made the member. */
  readonly kind: Kind;
  /**
   * The types of the member. Only the compiler sees them; nothing of them exists at run time. It is no symbol: typings
   * of an ES module and of a CommonJS file would declare two.
   */
  readonly '~types'?: (input: In, handlerOutput: HandlerOut) => readonly [HandlerIn, Out];
}

/** A member that {@link call} makes: a request with one answer. */
export type CallMember<In, Out, HandlerIn = In, HandlerOut = Out> = Member<
  'call',
  In,
  Out,
  HandlerIn,
  HandlerOut
>;
/** A member that {@link stream} makes: an Observable of the other side. */
export type StreamMember<In, Out, HandlerIn = In, HandlerOut = Out> = Member<
  'stream',
  In,
  Out,
  HandlerIn,
  HandlerOut
>;
/** A member that {@link event} makes: a channel that both sides may send on. */
export type EventMember<T> = Member<'event', T, T>;
/** A member that {@link sync} makes: a request that blocks the caller. */
export type SyncMember<Args extends readonly unknown[], Out, HandlerIn = Args, HandlerOut = Out> = Member<
  'sync',
  Args,
  Out,
  HandlerIn,
  HandlerOut
>;

/** Deliberately untyped: otherwise TypeScript would infer the types of members from this constraint. */
export interface AnyMember extends Schemas {
  /** The function that has made the member. */
  readonly kind: 'call' | 'stream' | 'event' | 'sync';
}

/** The members of a contract by their keys. */
export type Members = Readonly<Record<string, AnyMember>>;

/** The agreement of two processes: its members, and the namespace that sets them apart on the wire. */
export interface Contract<M extends Members = Members> {
  /** It sets members of the same key apart: on the wire a member is `namespace/key`. */
  readonly namespace: string | undefined;
  /** The members by their keys. */
  readonly members: M;
}

interface SchemasOf<In, Out, HandlerIn, HandlerOut> {
  readonly input?: StandardSchema<In, HandlerIn> | undefined;
  readonly output?: StandardSchema<HandlerOut, Out> | undefined;
}

/**
 * A request with one answer.
 *
 * @example
 * call<{ pid: number }, void>()
 * call({ input: z.object({ pid: z.number() }), output: z.boolean() })
 * call({ input: z.object({ pid: z.number() }), output: typed<boolean>() })
 */
export function call<In = void, Out = void, HandlerIn = In, HandlerOut = Out>(
  schemas: SchemasOf<In, Out, HandlerIn, HandlerOut> = {},
): CallMember<In, Out, HandlerIn, HandlerOut> {
  return member('call', schemas);
}

/**
 * An Observable of the other side. If its input is an Observable, items go both ways.
 *
 * @example
 * stream<{ every: number }, Sample>()
 * stream<Observable<string>, Hit[]>()
 */
export function stream<In = void, Out = unknown, HandlerIn = In, HandlerOut = Out>(
  schemas?: SchemasOf<In, Out, HandlerIn, HandlerOut>,
): StreamMember<In, Out, HandlerIn, HandlerOut>;
/** If the input is an Observable, the input schema checks each item. */
export function stream<In extends Items, Out>(
  schemas: SchemasOf<ItemOf<In>, Out, ItemOf<In>, Out>,
): StreamMember<In, Out>;
export function stream(schemas: Schemas = {}): AnyMember {
  return member('stream', schemas);
}

/** The part of an Observable that tells the type of its items. */
interface Items {
  forEach(next: (value: never) => void): PromiseLike<void>;
}

type ItemOf<In> = In extends { forEach(next: (value: infer Item) => void): PromiseLike<void> } ? Item : never;

/**
 * A channel that both sides may send on.
 *
 * @example
 * event<'light' | 'dark'>()
 */
export function event<T>(): EventMember<T> {
  return { kind: 'event' };
}

/**
 * A request that blocks the caller, as `sendSync` does; use it only where a blocking answer is needed. Only
 * main can answer it. Its input is the list of its arguments: the handler and the schema get that list.
 *
 * @example
 * sync<[name: string], Config>()
 * sync({ input: z.tuple([z.string()]), output: configSchema })
 */
export function sync<Args extends readonly unknown[] = [], Out = void, HandlerIn = Args, HandlerOut = Out>(
  schemas: SchemasOf<Args, Out, HandlerIn, HandlerOut> = {},
): SyncMember<Args, Out, HandlerIn, HandlerOut> {
  return member('sync', schemas);
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a schema that is not in `{ input, output }`, or is none */
function member<Kind extends AnyMember['kind']>(
  kind: Kind,
  schemas: Schemas,
): Schemas & { readonly kind: Kind } {
  checkObject(`${kind}(schemas)`, schemas);
  for (const [name, schema] of Object.entries(schemas)) {
    if (
      !['input', 'output'].includes(name) ||
      (schema !== undefined && !(schema as Partial<StandardSchema> | null)?.['~standard'])
    )
      throw invalidArgument(`${kind}() takes { input, output }, each a Standard Schema; not '${name}'.`);
  }
  return { kind, ...schemas };
}

/**
 * Names the members of a contract, for `expose` and `wrap`. On the wire a member is its key, or
 * `namespace/key`.
 *
 * Throws a TypeError (`ERR_CULVERT_INVALID_ARGUMENT`) for a name that the language looks up by itself. These
 * are `then`, which `await` calls, `toJSON`, and the names that every object has, such as `constructor`.
 *
 * @example
 * const activity = defineContract({
 *   kill: call<{ pid: number }, void>(),
 *   samples: stream<{ every: number }, Sample>(),
 * });
 */
export function defineContract<const M extends Members>(members: M): Contract<M>;
export function defineContract<const M extends Members>(namespace: string, members: M): Contract<M>;
export function defineContract(first: string | Members, second?: Members): Contract {
  const [namespace, members] = typeof first === 'string' ? [first, second] : [undefined, first];
  if (typeof members !== 'object' || members === null) {
    throw invalidArgument('A contract is an object of members: call(), stream(), event() or sync().');
  }
  checkMembers(members);
  return { namespace, members };
}

/** Names that the language, or a tool that inspects an object, calls unasked. */
const CALLED_UNASKED: readonly string[] = ['then', 'toJSON'];

function checkMembers(members: Members): void {
  const names = Reflect.ownKeys(members);
  // `{ __proto__: call() }` has no such member: the call becomes its prototype.
  if (isMember(Object.getPrototypeOf(members))) names.push('__proto__');
  for (const name of names) {
    if (typeof name === 'symbol') {
      throw invalidArgument(`A contract cannot have the member ${String(name)}: its name must be a text.`);
    }
    if (CALLED_UNASKED.includes(name) || name in Object.prototype) {
      throw invalidArgument(
        `A contract cannot have a member '${name}': an object has that name for other uses.`,
      );
    }
    if (!isMember(members[name])) {
      throw invalidArgument(
        `'${name}' is no member of a contract: it must be a call(), stream(), event() or sync().`,
      );
    }
  }
}

function isMember(value: unknown): boolean {
  const { kind } = (value ?? {}) as { readonly kind?: unknown };
  return kind === 'call' || kind === 'stream' || kind === 'event' || kind === 'sync';
}

/**
 * The name of a member on the wire.
 *
 * @param contract the contract of the member
 * @param key the key of the member
 */
export function wireName({ namespace }: Contract, key: string): string {
  return namespace === undefined ? key : `${namespace}/${key}`;
}

/** The keys of the members of these kinds. */
export type MemberKeys<M, Kind extends AnyMember['kind']> = {
  [Key in keyof M]: M[Key] extends { readonly kind: Kind } ? Key : never;
}[keyof M];

/** The input of a member, as the caller gives it. */
export type InputOf<T> = T extends { readonly '~types'?: (input: infer In, output: never) => unknown }
  ? In
  : never;
/** The output of a member, as the caller gets it. */
export type OutputOf<T> = T extends {
  readonly '~types'?: (...args: never[]) => readonly [unknown, infer Out];
}
  ? Out
  : never;
/** The input of a member, as the handler gets it. */
export type HandlerInputOf<T> = T extends {
  readonly '~types'?: (...args: never[]) => readonly [infer HandlerIn, unknown];
}
  ? HandlerIn
  : never;
/** The output of a member, as the handler returns it. */
export type HandlerOutputOf<T> = T extends {
  readonly '~types'?: (input: never, output: infer Out) => unknown;
}
  ? Out
  : never;
