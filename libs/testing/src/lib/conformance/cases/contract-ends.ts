import type * as Core from '@culvert/core';
import type { Main, Renderer } from '@culvert/core';
import type { Subscription } from 'rxjs';
import type { RendererTools } from '../evaluate.js';

/*
 * Both sides of a stream and a call that can end in every way, for main and for renderers. These functions run
 * in the other process, so they see only their arguments.
 */

/** The counters of the providing side. */
export interface ProviderCounts {
  readonly running: number;
  readonly started: number;
  readonly ended: number;
  readonly aborted: number;
}

/** The log of the consuming side: items, and each end by name. */
export interface ConsumerLog {
  readonly items: number;
  readonly ends: readonly string[];
}

type Side = Main | Renderer;

export function provide(owner: Side, namespace: string, tools: RendererTools): void {
  const { core, rxjs, store } = tools;
  const { defineContract, stream, call, expose } = core;
  const counts = { running: 0, started: 0, ended: 0, aborted: 0 };
  const contract = defineContract(namespace, { ticks: stream<string, number>(), never: call<void, void>() });
  const count = (signal: Core.CallSignal) => {
    counts.running++;
    counts.started++;
    signal.addEventListener('abort', () => counts.aborted++);
    return () => {
      counts.running--;
      counts.ended++;
    };
  };
  const handlers = {
    ticks: (end: string, { signal }: Core.HandlerContext) =>
      new rxjs.Observable<number>((subscriber) => {
        subscriber.add(count(signal));
        subscriber.add(
          rxjs.interval(5).subscribe((n) => {
            subscriber.next(n);
            if (n === 2 && end === 'complete') subscriber.complete();
            if (n === 2 && end === 'error') subscriber.error(new RangeError('broken'));
          }),
        );
      }),
    never: (_: void, { signal }: Core.HandlerContext) =>
      new Promise<void>(() => {
        signal.addEventListener('abort', count(signal));
      }),
  };
  const exposed = expose(owner as Renderer, contract, handlers);
  store[namespace] = { counts, exposed };
}

/** Resolves once no stream and no call runs there, and stops providing. */
export async function providerEnded(
  _owner: unknown,
  namespace: string,
  { rxjs, store }: RendererTools,
): Promise<ProviderCounts> {
  const { counts, exposed } = store[namespace] as { counts: ProviderCounts; exposed: Subscription };
  await rxjs.firstValueFrom(
    rxjs.interval(5).pipe(rxjs.filter(() => counts.started > 1 && counts.running === 0)),
  );
  exposed.unsubscribe();
  return counts;
}

/**
 * Subscribes to the stream and calls, and ends both as told. Then it resolves with the log. It waits until
 * items have arrived, and then a little longer, to see a duplicate end.
 */
export async function consume(
  owner: unknown,
  namespace: string,
  end: string,
  to: number | null,
  tools: RendererTools,
): Promise<ConsumerLog> {
  const { core, rxjs, store } = tools;
  const { defineContract, stream, call, wrap } = core;
  const contract = defineContract(namespace, { ticks: stream<string, number>(), never: call<void, void>() });
  const api = wrap(owner as Renderer, contract, (to === null ? {} : { to }) as { to: number });
  const { AbortController } = globalThis as unknown as {
    AbortController: new () => { readonly signal: Core.AbortSignalLike; abort(reason?: unknown): void };
  };
  const controller = new AbortController();
  const timeout = end === 'timeout' ? 200 : undefined;
  const options = { signal: controller.signal, ...(timeout !== undefined && { timeout }) };
  const log = { items: 0, ends: [] as string[] };
  store['log'] = log;
  const nameOf = (error: unknown) => {
    const { code, name, message } = error as { code?: unknown; name: string; message: string };
    return typeof code === 'string' ? code : name === 'RangeError' ? `RangeError ${message}` : name;
  };
  const settled = new rxjs.Subject<void>();
  const finish = (what: string) => {
    log.ends.push(what);
    settled.next();
  };
  api.never(undefined, options).then(
    () => finish('call resolved'),
    (error: unknown) => finish(`call ${nameOf(error)}`),
  );
  const subscription = api.ticks(end, options).subscribe({
    next: () => log.items++,
    error: (error: unknown) => finish(`stream ${nameOf(error)}`),
    complete: () => finish('stream complete'),
  });
  await rxjs.firstValueFrom(rxjs.interval(5).pipe(rxjs.filter(() => log.items >= 3)));
  switch (end) {
    case 'unsubscribe':
      // A Promise cannot be unsubscribed from, so the call is aborted.
      subscription.unsubscribe();
      controller.abort();
      break;
    case 'abort':
      controller.abort(new RangeError('enough'));
      break;
    case 'complete':
    case 'error':
      await rxjs.firstValueFrom(rxjs.interval(5).pipe(rxjs.filter(() => log.ends.length > 0)));
      controller.abort();
      break;
    case 'stay':
      return log;
  }
  const expected = end === 'unsubscribe' ? 1 : 2;
  await rxjs.firstValueFrom(rxjs.interval(5).pipe(rxjs.filter(() => log.ends.length >= expected)));
  await rxjs.firstValueFrom(rxjs.timer(30));
  return { ...log, ends: [...log.ends].sort() };
}

/** The log of a consumer that stayed, once both its stream and its call have ended. */
export async function consumerEnded(_owner: unknown, { rxjs, store }: RendererTools): Promise<ConsumerLog> {
  const log = store['log'] as ConsumerLog;
  await rxjs.firstValueFrom(rxjs.interval(5).pipe(rxjs.filter(() => log.ends.length >= 2)));
  await rxjs.firstValueFrom(rxjs.timer(30));
  return { ...log, ends: [...log.ends].sort() };
}
