import {
  CulvertError,
  invalidArgument,
  wireName,
  type AnyMember,
  type Contract,
  type HandlerInputOf,
  type HandlerOutputOf,
  type InputOf,
  type Members,
  type OutputOf,
} from '@culvert/protocol';
import {
  Observable,
  Subscription,
  concatMap,
  defer,
  from,
  isObservable,
  map,
  of,
  type ObservableInput,
} from 'rxjs';
import type { Exposed, HandlerContext } from '../exchange/exposed.js';
import type { Gate } from '../exchange/item-sender.js';
import { fromSource, type StreamSource } from '../exchange/run-source.js';
import { isThenable } from '../is-thenable.js';
import type { Main } from '../main.js';
import type { Renderer } from '../renderer.js';
import { checkSchema } from './check-schema.js';
import { contractHostOf } from './contract-host.js';
import { intercept, type ContractRequest, type Interceptor } from './interceptor.js';

type Handler<M> = M extends { readonly kind: 'call' }
  ? (
      input: HandlerInputOf<M>,
      context: HandlerContext,
    ) => HandlerOutputOf<M> | PromiseLike<HandlerOutputOf<M>>
  : M extends { readonly kind: 'stream' }
    ? (input: HandlerInputOf<M>, context: HandlerContext) => StreamSource<HandlerOutputOf<M>>
    : (...args: [...ArgsOf<M>, context: HandlerContext]) => OutputOf<M> | PromiseLike<OutputOf<M>>;

type ArgsOf<M> = InputOf<M> extends readonly unknown[] ? InputOf<M> : never;

type Keys<M, Kind extends string> = {
  [Key in keyof M]: M[Key] extends { readonly kind: Kind } ? Key : never;
}[keyof M];

/** A handler for each member that main can serve: all but events. */
export type MainHandlers<M> = { readonly [Key in Keys<M, 'call' | 'stream' | 'sync'>]: Handler<M[Key]> };

/** A handler for each member that a renderer can serve. */
export type RendererHandlers<M> = { readonly [Key in Keys<M, 'call' | 'stream'>]: Handler<M[Key]> };

export interface ExposeOptions {
  /** Around each call and stream, the first one outermost. Those of `sync` members are not intercepted. */
  readonly interceptors?: readonly Interceptor[];
  /** Whether outputs are held against their schemas. Default: only where `NODE_ENV` is not `'production'`. */
  readonly checkOutput?: boolean;
}

/**
 * Serves the members of a contract, until the Subscription is unsubscribed: in main for all renderers, in a renderer
 * for main and, as far as main's policy lets them, for other renderers. Events need no handler.
 *
 * @throws TypeError for a handler that is missing or too many; Error where a name has a handler already
 * @example
 * expose(main, activity, {
 *   kill: ({ pid }, { sender }) => process.kill(pid),
 *   samples: ({ every }) => interval(every).pipe(map(sample)),
 * });
 */
export function expose<M extends Members>(
  main: Main,
  contract: Contract<M>,
  handlers: NoInfer<MainHandlers<M>>,
  options?: ExposeOptions,
): Subscription;
export function expose<M extends Members>(
  renderer: Renderer,
  contract: Contract<M>,
  handlers: NoInfer<RendererHandlers<M>>,
  options?: ExposeOptions,
): Subscription;
export function expose(
  owner: Main | Renderer,
  contract: Contract,
  handlers: Readonly<Record<string, unknown>>,
  options: ExposeOptions = {},
): Subscription {
  const host = contractHostOf(owner);
  if (host.expose === undefined) throw invalidArgument('expose needs a main or a renderer.');
  const { members } = contract;
  const served = Object.entries(members).filter(
    ([, { kind }]) => kind !== 'event' && (kind !== 'sync' || host.answersSync === true),
  );
  for (const key of Object.keys(handlers)) {
    if (!served.some(([name]) => name === key)) {
      throw invalidArgument(`'${wireName(contract, key)}' is no member that can be served here.`);
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
    // All of it or nothing.
    subscription.unsubscribe();
    throw error;
  }
  return subscription;
}

/** What still runs when its handler is removed ends then. */
function untilRemoved(channel: string, exposed: Exposed, exposure: Subscription): Exposed {
  return {
    kind: exposed.kind,
    run: (args, context, gate) =>
      new Observable((subscriber) => {
        const removal = new Subscription(() =>
          subscriber.error(
            new CulvertError('ERR_CULVERT_NO_HANDLER', `The handler of '${channel}' was removed.`),
          ),
        );
        exposure.add(removal);
        subscriber.add(() => exposure.remove(removal));
        subscriber.add(exposed.run(args, context, gate).subscribe(subscriber));
      }),
  };
}

type AnyHandler = (...args: unknown[]) => unknown;

function createExposed(
  channel: string,
  member: AnyMember,
  handler: AnyHandler,
  { interceptors = [], checkOutput = isDevelopment() }: ExposeOptions,
): Exposed {
  const checkOut = (value: unknown) =>
    checkSchema(member.output, 'ERR_CULVERT_INVALID_OUTPUT', channel, 'output', value);
  const checkIn = (value: unknown) =>
    checkSchema(member.input, 'ERR_CULVERT_INVALID_INPUT', channel, 'input', value);
  switch (member.kind) {
    case 'sync':
      return { kind: 'sync', run: (args, context) => defer(() => settle(handler(...args, context))) };
    case 'stream':
    case 'call': {
      const { kind } = member;
      const serve = (input: unknown, context: HandlerContext, gate: Gate): Observable<unknown> => {
        const isChecked = member.output !== undefined && checkOutput;
        if (kind === 'call') {
          const answer$ = settle(handler(input, context));
          return isChecked ? answer$.pipe(concatMap((value) => settle(checkOut(value)))) : answer$;
        }
        const items$ = fromSource(channel, handler(input, context), gate);
        return isChecked ? items$.pipe(map(checkOut)) : items$;
      };
      return {
        kind,
        run([input], context, gate) {
          const { sender, headers } = context;
          const ask = intercept(interceptors, (request) =>
            defer(() => {
              if (member.input === undefined) return serve(request.input, context, gate);
              if (isObservable(request.input)) return serve(request.input.pipe(map(checkIn)), context, gate);
              return settle(checkIn(request.input)).pipe(
                concatMap((checked) => serve(checked, context, gate)),
              );
            }),
          );
          const request: ContractRequest = { kind, channel, input, headers, side: 'expose', sender };
          return interceptors.length === 0 ? ask(request) : defer(() => ask(request));
        },
      };
    }
    case 'event':
      throw invalidArgument(`'${channel}' is an event.`);
  }
}

/** A value as an Observable, without a turn of delay where it is there. */
function settle(value: unknown): Observable<unknown> {
  return isThenable(value) ? from(value as ObservableInput<unknown>) : of(value);
}

declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** As bundlers and Node have it; where there is neither, in a page without a build. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production';
  } catch {
    return true;
  }
}
