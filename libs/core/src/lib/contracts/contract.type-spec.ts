import { EMPTY, of, type Observable, type Subject } from 'rxjs';
import {
  call,
  defineContract,
  event,
  expose,
  stream,
  sync,
  wrap,
  type CallSignal,
  type Caller,
  type Main,
  type RemoteStream,
  type Renderer,
  type StandardSchema,
  type WebContents,
} from '../../index.js';

/** The types are the same, neither wider nor narrower. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(...isSame: Same<A, B> extends true ? [] : ['not the same']): void;

interface Sample {
  readonly cpu: number;
}

declare const pidSchema: StandardSchema<{ pid: string }, { pid: number }>;
declare const textSchema: StandardSchema<Date, string>;

const activity = defineContract({
  kill: call<{ pid: number }, boolean>(),
  ping: call(),
  parse: call({ input: pidSchema, output: textSchema }),
  samples: stream<{ every: number }, Sample>(),
  all: stream<void, Sample>(),
  search: stream<Observable<string>, readonly string[]>(),
  theme: event<'light' | 'dark'>(),
  config: sync<[name: string], { theme: string }>(),
});

const offered = defineContract('window', { title: call<void, string>(), clicks: stream<void, number>() });

const texts = defineContract('texts', { lines: stream<void, string>() });
const told = defineContract('told', { tell: call<{ pid: number }, void>() });

const handlers = {
  kill: ({ pid }: { pid: number }) => pid > 0,
  ping: () => undefined,
  parse: () => new Date(),
  samples: () => of({ cpu: 1 }),
  all: () => EMPTY,
  search: () => [['a']],
  config: ([name]: readonly [name: string]) => ({ theme: name }),
} as const;

export function inMain(main: Main, renderer: Renderer): void {
  expose(main, activity, {
    ...handlers,
    kill: async (input, context) => {
      same<typeof input, { pid: number }>();
      same<typeof context.sender, Caller>();
      same<typeof context.signal, CallSignal>();
      await Promise.resolve();
      void [input, context];
      return true;
    },
    parse: (input) => {
      same<typeof input, { pid: number }>();
      void input;
      return new Date();
    },
    async *samples({ every }) {
      await Promise.resolve();
      yield { cpu: every };
    },
    search: (input$) => {
      same<typeof input$, Observable<string>>();
      void input$;
      return of([]);
    },
    config: ([name], { sender }) => ({ theme: name + String(sender.id) }),
  });
  const { kill, ...missing } = handlers;
  // @ts-expect-error a handler is missing
  expose(main, activity, missing);
  // @ts-expect-error an extra handler
  expose(main, activity, { ...handlers, more: () => 1 });
  // @ts-expect-error an event has no handler
  expose(main, activity, { ...handlers, theme: () => 1 });
  // @ts-expect-error another answer
  expose(main, activity, { ...handlers, kill: () => 'yes' });
  // @ts-expect-error another input
  expose(main, activity, { ...handlers, kill: ({ pid }: { pid: string }) => pid === '' });
  // @ts-expect-error other items
  expose(main, activity, { ...handlers, samples: () => of({ cpu: 'one' }) });
  // @ts-expect-error a stream is not a single value
  expose(main, activity, { ...handlers, samples: () => ({ cpu: 1 }) });
  // @ts-expect-error a promise of a value that is not a stream
  expose(main, activity, { ...handlers, samples: () => Promise.resolve({ cpu: 1 }) });
  // @ts-expect-error an array-like object has no iterator
  expose(main, activity, { ...handlers, samples: () => ({ length: 1, 0: { cpu: 1 } }) });
  // @ts-expect-error a string is one value, although it can be iterated
  expose(main, texts, { lines: () => 'a text' });
  // @ts-expect-error so is a promise of a string
  expose(main, texts, { lines: async () => Promise.resolve('a text') });
  expose(main, texts, { lines: () => ['a', 'b'] });
  expose(main, texts, { lines: async () => Promise.resolve(['a', 'b']) });
  // If the contract wants no answer, any answer is allowed.
  expose(main, told, { tell: () => 7 });
  expose(main, told, { tell: async () => Promise.resolve('done') });
  expose(main, told, { tell: ({ pid }) => void pid });
  expose(main, activity, {
    ...handlers,
    // @ts-expect-error the error is reported at the wrong member
    kill: () => 'yes',
  });
  expose(renderer, offered, { title: () => 'a title', clicks: () => of(1) });
  // @ts-expect-error a renderer cannot answer a call that blocks its caller
  expose(renderer, activity, { ...handlers, config: () => ({ theme: '' }) });
  void kill;
}

declare const maybeSignal: AbortSignal | undefined;
declare const maybeNumber: number | undefined;

export async function inRenderer(renderer: Renderer): Promise<void> {
  const api = wrap(renderer, activity);
  const killed = api.kill({ pid: 7 }, { timeout: 1000, signal: new AbortController().signal });
  same<typeof killed, Promise<boolean>>();
  const killed$ = api.kill.$({ pid: 7 }, { timeout: 1000 });
  same<typeof killed$, Observable<boolean>>();
  same<ReturnType<typeof api.parse.$>, Observable<string>>();
  // @ts-expect-error another input
  api.kill.$({ pid: '7' });
  // @ts-expect-error an input is needed
  api.kill.$();
  api.ping.$();
  const parsed = await api.parse({ pid: '7' });
  same<typeof parsed, string>();
  await api.ping();
  const samples$ = api.samples({ every: 1 }, { highWaterMark: 8, overflow: 'latest' });
  same<typeof samples$, RemoteStream<Sample>>();
  for await (const { cpu } of api.all()) void cpu.toFixed();
  const observable: Observable<Sample> = samples$;
  const hits: Observable<readonly string[]> = api.search(of('a'));
  api.search(typed());
  api.search(['a'].values());
  // @ts-expect-error a list is one value
  api.search(['a']);
  // @ts-expect-error a string is one value
  api.search('a');
  // @ts-expect-error a promise of items is not a stream
  api.search(Promise.resolve(of('a')));
  // An optional input may be undefined.
  void api.kill({ pid: 7 }, { signal: maybeSignal, timeout: maybeNumber, headers: undefined });
  api.all(undefined, { signal: maybeSignal, highWaterMark: maybeNumber, bufferSize: maybeNumber });
  const theme: Subject<'light' | 'dark'> = api.theme;
  same<ReturnType<typeof api.config>, { theme: string }>();
  // @ts-expect-error another input
  void api.kill({ pid: '7' });
  // @ts-expect-error an input is needed
  void api.kill();
  same<Extract<keyof typeof api, 'stop'>, never>();
  // @ts-expect-error no such policy
  api.all(undefined, { overflow: 'all' });
  // @ts-expect-error another value
  api.theme.next('blue');
  // @ts-expect-error items of another type
  api.search(of(1));
  // @ts-expect-error an argument is needed
  void api.config();
  void [killed, killed$, parsed, observable, hits, theme];
}

async function* typed(): AsyncGenerator<string> {
  await Promise.resolve();
  yield 'a';
}

/** A union of two owners has the members that both have. */
export function ofEither(owner: Main | Renderer): void {
  const api = wrap(owner, activity);
  api.theme.next('dark');
  // @ts-expect-error main cannot call all renderers at once
  void api.kill;
}

export function between(renderer: Renderer, main: Main, window: WebContents): void {
  const other = wrap(renderer, offered, { to: 2 });
  same<ReturnType<typeof other.title>, Promise<string>>();
  same<ReturnType<typeof other.title.$>, Observable<string>>();
  const byMain = wrap(window, offered);
  same<ReturnType<typeof byMain.clicks>, RemoteStream<number>>();
  // A renderer blocks neither main nor another renderer.
  const activityOfWindow = wrap(window, activity);
  same<Extract<keyof typeof activityOfWindow, 'config'>, never>();
  void [other, byMain, activityOfWindow];
  const everybody = wrap(main, activity);
  everybody.theme.next('dark');
  same<keyof typeof everybody, 'theme'>();
  // @ts-expect-error not an id
  wrap(renderer, offered, { to: 'main' });
}

// @ts-expect-error not a member
defineContract({ kill: () => 1 });
