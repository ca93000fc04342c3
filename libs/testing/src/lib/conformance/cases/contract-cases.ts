import type * as Core from '@culvert/core';
import type { Renderer } from '@culvert/core';
import { defineContract, expose, sync } from '@culvert/core/contract';
import { expect } from 'expect';
import type { Observable, Subscription } from 'rxjs';
import type { ConformanceCase, ConformanceContext } from '../conformance-case.js';
import type { RendererTools } from '../evaluate.js';
import { directions, sharedSides } from './contract-places.js';

/** Serves a little of everything. It runs in the other process. */
function serve(owner: Renderer, { core, rxjs, store }: RendererTools): void {
  const { call, stream, defineContract, expose, registerError } = core;
  class NoSuchProcess extends Error {
    readonly code = 'ESRCH';
    readonly data: object;
    constructor(data: object, options: ErrorOptions) {
      super('There is no such process.', options);
      this.data = data;
    }
  }
  registerError(NoSuchProcess, 'conformance.NoSuchProcess');
  const contract = defineContract('all', {
    who: call<number, unknown>(),
    fail: call<void, void>(),
    numbers: stream<number, { n: number; bytes: Uint8Array }>(),
    upper: stream<Observable<string>, string>(),
    produced: call<void, number>(),
  });
  let produced = 0;
  store['served'] = expose(owner, contract, {
    who: (n, { sender }) => ({ n, sender }),
    fail: () => {
      throw new NoSuchProcess({ pid: 7 }, { cause: new RangeError('inner', { cause: 'a text' }) });
    },
    async *numbers(count) {
      for (let n = 0; n < count; n++) {
        produced++;
        yield { n, bytes: new Uint8Array([n % 256, 255]) };
      }
    },
    upper: (input$) => input$.pipe(rxjs.map((text) => text.toUpperCase())),
    produced: () => produced,
  });
}

function stopServing(_owner: unknown, { store }: RendererTools): void {
  (store['served'] as Subscription).unsubscribe();
}

/** The consumer of it, for the functions below. */
function wrapIt(owner: Renderer, target: number | null, { core, store }: RendererTools): void {
  const { call, stream, defineContract, wrap } = core;
  const contract = defineContract('all', {
    who: call<number, unknown>(),
    fail: call<void, void>(),
    numbers: stream<number, { n: number; bytes: Uint8Array }>(),
    upper: stream<Observable<string>, string>(),
    produced: call<void, number>(),
  });
  store['api'] = wrap(owner, contract, (target === null ? {} : { to: target }) as { to: number });
}

interface Api {
  who(n: number): Promise<unknown>;
  fail(): Promise<void>;
  numbers(count: number, options?: object): Core.RemoteStream<{ n: number; bytes: Uint8Array }>;
  upper(input$: Observable<string>): Core.RemoteStream<string>;
  produced(): Promise<number>;
}

export const contractCases: readonly ConformanceCase[] = [
  ...directions.map(([consumer, provider]): ConformanceCase => {
    return {
      name: `${consumer} from ${provider}: calls, errors, items in order, demand, an input stream`,
      async run(context) {
        const { from, to, target } = sharedSides(context, consumer, provider);
        await to.run(serve);
        await from.run(wrapIt, target);
        const caller = from.remote?.id ?? 0;
        expect(await from.run((_owner, { store }) => (store['api'] as Api).who(7))).toMatchObject({
          n: 7,
          sender: { id: caller, kind: caller === 0 ? 'main' : (expect.any(String) as unknown) },
        });
        expect(await from.run(fail)).toEqual({
          isError: true,
          isOfClass: true,
          code: 'ESRCH',
          message: 'There is no such process.',
          data: { pid: 7 },
          cause: ['RangeError', 'inner', true],
          inner: 'a text',
        });
        expect(await from.run(collect, 2000)).toEqual({ count: 2000, inOrder: true, withBytes: true });
        const { ahead, taken } = await from.run(takeSlowly, 8);
        expect(taken).toBe(40);
        // The items that are counted now were produced before the previous item was consumed.
        expect(ahead).toBeLessThanOrEqual(8);
        expect(await from.run(search)).toEqual(['A', 'B', 'C']);
        await to.run(stopServing);
      },
    };
  }),
  {
    name: 'main decides whether a renderer may ask another one',
    async run(context) {
      const sides = sharedSides(context, 'renderer', 'renderer');
      await sides.to.run(serve);
      await sides.from.run(wrapIt, sides.target);
      const requests: unknown[] = [];
      context.setPolicy(({ kind, channel, target }) => {
        if (channel.startsWith('all/')) requests.push([kind, channel, target?.id]);
        return channel.startsWith('all/') ? { deny: 'not today' } : true;
      });
      expect(
        await sides.from.run(async (_owner, { store, rxjs }) => {
          const api = store['api'] as Api;
          const codeOf = (error: { code: string }) => error.code;
          return [await api.who(1).catch(codeOf), await rxjs.firstValueFrom(api.numbers(1)).catch(codeOf)];
        }),
      ).toEqual(['ERR_CULVERT_DENIED', 'ERR_CULVERT_DENIED']);
      expect(requests).toEqual([
        ['call', 'all/who', sides.target],
        ['stream', 'all/numbers', sides.target],
      ]);
      await sides.to.run(stopServing);
    },
  },
  {
    name: 'what is not there is refused with a code: a handler, a renderer',
    async run({ renderer, other }: ConformanceContext) {
      const codes = await renderer.evaluate(async (owner, otherId, { core, rxjs }) => {
        const { call, stream, defineContract, wrap } = core;
        const contract = defineContract('absent', { ask: call<void, void>(), items: stream<void, void>() });
        const codeOf = (error: { code: string }) => error.code;
        const all = [wrap(owner, contract), ...[otherId, 999].map((to) => wrap(owner, contract, { to }))];
        return Promise.all(
          all.flatMap((api) => [api.ask().catch(codeOf), rxjs.firstValueFrom(api.items()).catch(codeOf)]),
        );
      }, other.id);
      const [none, gone] = ['ERR_CULVERT_NO_HANDLER', 'ERR_CULVERT_UNKNOWN_TARGET'];
      expect(codes).toEqual([none, none, none, none, gone, gone]);
    },
  },
  {
    name: 'a sync member answers, or throws what its handler has thrown',
    requires: 'sync',
    async run({ main, renderer }) {
      const contract = defineContract('sync', { config: sync<[name: string], string>() });
      const exposed = expose(main, contract, {
        config: ([name], { sender }) => {
          if (name === '') throw new RangeError('A name is needed.');
          return `${name} for ${sender.id}`;
        },
      });
      const answers = await renderer.evaluate((owner, { core }) => {
        const api = core.wrap(
          owner,
          core.defineContract('sync', { config: core.sync<[name: string], string>() }),
        );
        try {
          return [api.config('theme'), api.config('')];
        } catch (error) {
          return [api.config('theme'), (error as Error).name, (error as Error).message];
        }
      });
      expect(answers).toEqual([`theme for ${renderer.id}`, 'RangeError', 'A name is needed.']);
      exposed.unsubscribe();
    },
  },
];

async function fail(_owner: unknown, { core, store }: RendererTools): Promise<unknown> {
  class NoSuchProcess extends Error {}
  core.registerError(NoSuchProcess, 'conformance.NoSuchProcess');
  const error = (await (store['api'] as Api).fail().catch((reason: unknown) => reason)) as {
    readonly code: string;
    readonly message: string;
    readonly data: unknown;
    readonly cause: Error;
  };
  const { code, message, data, cause } = error;
  return {
    isError: error instanceof Error,
    isOfClass: error instanceof NoSuchProcess,
    code,
    message,
    data,
    cause: [cause.name, cause.message, cause instanceof RangeError],
    inner: cause.cause,
  };
}

async function collect(_owner: unknown, count: number, { rxjs, store }: RendererTools): Promise<unknown> {
  const items = await rxjs.firstValueFrom((store['api'] as Api).numbers(count).pipe(rxjs.toArray()));
  return {
    count: items.length,
    inOrder: items.every(({ n }, index) => n === index),
    withBytes: items.every(({ n, bytes }) => bytes[0] === n % 256 && bytes.length === 2),
  };
}

/** Takes 40 items, one by one, and asks each time how many were produced. */
async function takeSlowly(
  _owner: unknown,
  highWaterMark: number,
  { store }: RendererTools,
): Promise<{ ahead: number; taken: number }> {
  const api = store['api'] as Api;
  const before = await api.produced();
  let [ahead, taken] = [0, 0];
  for await (const _ of api.numbers(1_000_000, { highWaterMark })) {
    // This item is not consumed yet, so it counts among the items that the producer may be ahead.
    ahead = Math.max(ahead, (await api.produced()) - before - taken);
    if (++taken === 40) break;
  }
  return { ahead, taken };
}

async function search(_owner: unknown, { rxjs, store }: RendererTools): Promise<string[]> {
  const keys$ = rxjs.interval(5).pipe(
    rxjs.take(3),
    rxjs.map((n) => 'abc'[n]!),
  );
  return rxjs.firstValueFrom((store['api'] as Api).upper(keys$).pipe(rxjs.toArray()));
}
