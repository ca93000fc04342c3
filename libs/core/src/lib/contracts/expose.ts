import {
  CulvertError,
  checkObject,
  invalidArgument,
  wireName,
  type AnyMember,
  type Contract,
  type HandlerInputOf,
  type HandlerOutputOf,
  type MemberKeys,
  type Members,
} from '@culvert/protocol';
import { Observable, Subscription, concatMap, defer, from, isObservable, of } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import type { ExposedHandler, HandlerContext, Serving } from '../rpc/exposed-handler.js';
import type { DemandGate } from '../rpc/demand-gate.js';
import { fromSource } from '../rpc/run-source.js';
import { isManyValues, type StreamSource } from '../rpc/stream-source.js';
import { isDevelopment } from '../runtime/is-development.js';
import { isThenable } from '../runtime/is-thenable.js';
import type { Main } from '../main/main.js';
import type { Renderer } from '../renderer/renderer.js';
import { checkedInput, checkedOutput } from './check-items.js';
import { checkSchema } from './check-schema.js';
import { rpcHostOf } from './rpc-host-of.js';
import { checkInterceptors, intercept, type ContractRequest, type Interceptor } from './interceptor.js';
import { streamOnly } from './stream-only.js';

type Handler<M> = (
  input: HandlerInputOf<M>,
  context: HandlerContext,
) => M extends { readonly kind: 'stream' } ? StreamSource<HandlerOutputOf<M>> : Answer<HandlerOutputOf<M>>;

/** If the contract wants no answer, a handler may return any value, like any `() => void`. */
type Answer<Out> = [Out] extends [void]
  ? [void] extends [Out]
    ? unknown
    : Out | PromiseLike<Out>
  : Out | PromiseLike<Out>;

/** A handler for each member that main can serve: all members except events. */
export type MainHandlers<M> = {
  readonly [Key in MemberKeys<M, 'call' | 'stream' | 'sync'>]: Handler<M[Key]>;
};

/** A handler for each member that a renderer can serve. */
export type RendererHandlers<M> = { readonly [Key in MemberKeys<M, 'call' | 'stream'>]: Handler<M[Key]> };

type HandlersOf<M, Owner> = [Owner] extends [Renderer] ? RendererHandlers<M> : MainHandlers<M>;

/** Options of {@link expose}. */
export interface ExposeOptions {
  /** Interceptors around each call, stream and sync request. The first one is the outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** `true` checks outputs against their schemas. Default: `true`, unless `NODE_ENV` is `'production'`. */
  readonly checkOutput?: boolean | undefined;
}

/**
 * Serves the members of a contract until the Subscription is unsubscribed. Main serves all renderers. A renderer serves
 * main and, if the policy of main allows it, other renderers. Events need no handler.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a missing or extra handler, or an argument of another type
 * @throws Error for a name that has a handler already
 * @example
 * expose(main, activity, {
 *   kill: ({ pid }, { sender }) => process.kill(pid),
 *   samples: ({ every }) => interval(every).pipe(map(measure)),
 * });
 */
export function expose<M extends Members, Owner extends Main | Renderer>(
  owner: Owner,
  contract: Contract<M>,
  handlers: NoInfer<HandlersOf<M, Owner>>,
  options?: ExposeOptions,
): Subscription;
export function expose(
  owner: Main | Renderer,
  contract: Contract,
  given: object,
  options: ExposeOptions = {},
): Subscription {
  const host = rpcHostOf(owner, contract);
  if (host.expose === undefined) throw invalidArgument('expose needs a main or a renderer.');
  checkObject('expose: handlers', given);
  checkObject('expose: options', options);
  const { interceptors = [] } = options;
  checkInterceptors(interceptors);
  const { members } = contract;
  const handlers = given as Readonly<Record<string, unknown>>;
  const served = Object.entries(members).filter(
    ([, { kind }]) => kind !== 'event' && (kind !== 'sync' || host.answersSync === true),
  );
  for (const key of Object.keys(handlers)) {
    if (!served.some(([name]) => name === key)) {
      throw invalidArgument(
        `'${wireName(contract, key)}' cannot be served here. Main serves calls, streams and sync members; a renderer serves calls and streams.`,
      );
    }
  }
  for (const [key] of served) {
    if (typeof handlers[key] !== 'function')
      throw invalidArgument(`'${wireName(contract, key)}' has no handler.`);
  }
  const subscription = new Subscription();
  try {
    for (const [key, member] of served) {
      const channel = wireName(contract, key);
      const handler = handlers[key] as AnyHandler;
      const exposed = untilRemoved(channel, createExposed(channel, member, handler, options), subscription);
      subscription.add(host.expose(channel, exposed));
    }
  } catch (error) {
    // Serve all members or none.
    subscription.unsubscribe();
    throw error;
  }
  return subscription;
}

/** Ends the running calls and streams of a handler when it is removed. */
function untilRemoved(channel: string, exposed: ExposedHandler, exposure: Subscription): ExposedHandler {
  // A Set, because `Subscription.remove` searches all its entries: ten thousand calls would cost the square of that.
  const running = new Set<() => void>();
  exposure.add(() => running.forEach(attempt));
  return {
    kind: exposed.kind,
    run: (args, serving) =>
      new Observable((subscriber) => {
        const end = () => {
          const reason = `The handler of '${channel}' was removed.`;
          const error = new CulvertError('ERR_CULVERT_NO_HANDLER', reason);
          serving.abort(error);
          // A teardown may throw here. All other calls and streams end all the same.
          attempt(() => subscriber.error(error));
        };
        if (exposure.closed) return end();
        running.add(end);
        subscriber.add(() => running.delete(end));
        subscriber.add(exposed.run(args, serving).subscribe(subscriber));
      }),
  };
}

type AnyHandler = (input: unknown, context: HandlerContext) => unknown;

function createExposed(
  channel: string,
  member: AnyMember,
  handler: AnyHandler,
  { interceptors = [], checkOutput = isDevelopment() }: ExposeOptions,
): ExposedHandler {
  const { kind } = member;
  if (kind === 'event') throw invalidArgument(`'${channel}' is an event.`);
  const checkIn = (value: unknown) =>
    checkSchema(member.input, 'ERR_CULVERT_INVALID_INPUT', channel, 'input', value);
  const checkOut = (value: unknown) =>
    checkSchema(member.output, 'ERR_CULVERT_INVALID_OUTPUT', channel, 'output', value);
  const isChecked = member.output !== undefined && checkOutput;
  const serve = (input: unknown, serving: Serving): Observable<unknown> => {
    const { context } = serving;
    if (kind === 'stream') {
      const items = (gate: DemandGate) => fromSource(channel, handler(input, context), gate);
      return isChecked ? checkedOutput(items, checkOut, serving) : items(serving.gate);
    }
    const answer$ = settle(handler(input, context), (value) => oneAnswer(channel, value));
    return isChecked ? answer$.pipe(concatMap((value) => settle(checkOut(value)))) : answer$;
  };
  return {
    kind,
    run(args, serving) {
      const ask = intercept(interceptors, (request) =>
        defer(() => {
          if (member.input === undefined) return serve(request.input, serving);
          if (isObservable(request.input))
            return serve(streamOnly(channel, checkedInput(request.input, checkIn, serving)), serving);
          return settle(checkIn(request.input)).pipe(concatMap((checked) => serve(checked, serving)));
        }),
      );
      const { sender, headers } = serving.context;
      // The input of a sync member is all its arguments. Other members get only the first one, so that a caller cannot
      // pass an argument in place of the context.
      const input = kind === 'sync' ? args : args[0];
      const request: ContractRequest = { kind, channel, input, headers, side: 'expose', sender };
      return interceptors.length === 0 ? ask(request) : defer(() => ask(request));
    },
  };
}

/** @throws TypeError for a value such as an Observable, which is not one answer and would arrive as an empty object */
function oneAnswer(channel: string, value: unknown): unknown {
  if (!isManyValues(value)) return value;
  throw invalidArgument(
    `'${channel}': an answer is one value or a promise of one. firstValueFrom() makes that of an Observable; or make it a stream().`,
  );
}

/** Turns a value or a promise into an Observable. A plain value is emitted within the call. */
function settle(value: unknown, check?: (value: unknown) => unknown): Observable<unknown> {
  if (!isThenable(value)) return of(check === undefined ? value : check(value));
  // Wrapped in a native promise: a promise of another library may call back twice, or throw.
  const promise = Promise.resolve(value);
  return from(check === undefined ? promise : promise.then(check));
}
