import { Subject, lastValueFrom, map, of, retry, type Observable } from 'rxjs';
import { call, defineContract, expose, wrap, type CallSignal, type Interceptor } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

const contract = defineContract({ double: call<number, number>() });

function setUp(options: { readonly callTimeoutMs?: number } = {}) {
  const { main, open, turn } = inVirtualTime();
  const opened = open({}, options);
  turn();
  return { main, turn, ...opened, api: wrap(opened.renderer, contract) };
}

/** The notifications of an Observable, in order. */
function watch(source$: Observable<unknown>) {
  const seen: unknown[] = [];
  const subscription = source$.subscribe({
    next: (value) => seen.push(value),
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('|'),
  });
  return { seen, subscription };
}

describe('the Observable of a call', () => {
  it('makes no call before a subscription, and one for each', () => {
    const { main, turn, api } = setUp();
    const inputs: number[] = [];
    expose(main, contract, { double: (n) => 2 * inputs.push(n) });
    const answer$ = api.double.$(21);
    turn();
    expect(inputs).toEqual([]);
    const all = [watch(answer$), watch(answer$)];
    turn();
    expect(inputs).toEqual([21, 21]);
    expect(all.map(({ seen }) => seen)).toEqual([
      [2, '|'],
      [4, '|'],
    ]);
  });

  it('gets its answer without a promise, within one turn', () => {
    const { main, turn, api } = setUp();
    expose(main, contract, { double: (n) => 2 * n });
    const { seen } = watch(api.double.$(2));
    turn();
    expect(seen).toEqual([4, '|']);
  });

  it('fails with the error of its handler, and can be retried', () => {
    const { main, turn, api } = setUp();
    let runs = 0;
    expose(main, contract, {
      double: (n) => {
        if (++runs < 3) throw new RangeError(`no ${runs}`);
        return 2 * n;
      },
    });
    const { seen } = watch(api.double.$(1));
    turn();
    expect(seen).toEqual([new RangeError('no 1')]);
    const { seen: retried } = watch(api.double.$(1).pipe(retry(1)));
    turn();
    turn();
    expect(retried).toEqual([2, '|']);
  });

  it('cancels the call when it is unsubscribed, and the signal of the handler aborts', () => {
    const { main, turn, api } = setUp();
    const signals: CallSignal[] = [];
    expose(main, contract, {
      double: (_n, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const { seen, subscription } = watch(api.double.$(1));
    turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    subscription.unsubscribe();
    turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(seen).toEqual([]);
  });

  it('gives invalid options as an error, as the promise does', async () => {
    const { api } = setUp();
    const { seen } = watch(api.double.$(1, { timeout: -1 }));
    expect(seen).toEqual([expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' })]);
    await expect(api.double(1, { timeout: -1 })).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
    });
  });

  it('runs its interceptors for each subscription', () => {
    const { main, turn, renderer } = setUp();
    expose(main, contract, { double: (n) => 2 * n });
    const plusOne: Interceptor = (request, next) => next(request).pipe(map((n) => (n as number) + 1));
    const api = wrap(renderer, contract, { interceptors: [plusOne] });
    const { seen } = watch(api.double.$(2));
    turn();
    expect(seen).toEqual([5, '|']);
  });

  it('has the call site in the stack of an error, above the code that called it', () => {
    const { main, turn, api } = setUp();
    expose(main, contract, {
      double: () => {
        throw new Error('no');
      },
    });
    const { seen } = watch(api.double.$(1));
    turn();
    const lines = (seen[0] as Error).stack!.split('\n');
    const callSite = lines.findIndex((line) => line.includes("at 'double' (in another process)"));
    expect(lines[callSite + 1]).toContain('call-observable.spec.ts');
  });
});

describe('renderer.invoke$', () => {
  it('makes a call for each subscription, with its arguments', () => {
    const { main, turn, renderer } = setUp();
    main.ipcMain.handle('sum', (_event, ...numbers: number[]) => numbers.reduce((a, b) => a + b));
    const sum$ = renderer.invoke$('sum', 1, 2, 3);
    const first = watch(sum$);
    turn();
    const second = watch(sum$);
    turn();
    expect([first.seen, second.seen]).toEqual([
      [6, '|'],
      [6, '|'],
    ]);
  });

  it('sends large bytes again, although a transport may take a buffer with it', () => {
    const { main, turn, renderer } = setUp();
    main.ipcMain.handle('length', (_event, bytes: Uint8Array) => bytes.byteLength);
    const length$ = renderer.invoke$('length', new Uint8Array(100_000));
    for (let nth = 0; nth < 2; nth++) {
      const { seen } = watch(length$);
      turn();
      expect(seen).toEqual([100_000, '|']);
    }
  });

  it('cancels the call when it is unsubscribed: main drops the late answer', () => {
    const { main, turn, renderer } = setUp();
    const answer$ = new Subject<number>();
    const signals: CallSignal[] = [];
    expose(main, contract, {
      double: (_n, { signal }) => {
        signals.push(signal);
        return lastValueFrom(answer$);
      },
    });
    const { seen, subscription } = watch(renderer.invoke$('double', 1));
    turn();
    subscription.unsubscribe();
    turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(seen).toEqual([]);
  });

  it('fails after callTimeoutMs, in the words of invoke', () => {
    const { main, renderer, turn } = setUp({ callTimeoutMs: 5 });
    main.ipcMain.handle('never', () => new Promise(() => undefined));
    const { seen } = watch(renderer.invoke$('never'));
    turn();
    expect(seen).toEqual([
      expect.objectContaining({
        code: 'ERR_CULVERT_TIMEOUT',
        message: "Error invoking remote method 'never': Error: No answer after 5 ms.",
      }),
    ]);
  });

  it('fails in a later turn after the connection has ended, so that a retry does not block', () => {
    const { renderer, turn } = setUp();
    void renderer.close();
    const { seen } = watch(renderer.invoke$('x').pipe(retry(3)));
    expect(seen).toEqual([]);
    turn();
    expect(seen).toEqual([expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED' })]);
  });

  it('gives an error for a value that cannot be sent, and throws for a channel that is no text', () => {
    const { renderer } = setUp();
    const { seen } = watch(renderer.invoke$('x', 'x'.repeat(30_000_000)));
    expect(seen).toEqual([expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' })]);
    expect(() => renderer.invoke$(5 as never)).toThrow(TypeError);
  });
});

it('an interceptor that answers by itself has its answer in both forms', async () => {
  const { renderer } = setUp();
  const api = wrap(renderer, contract, { interceptors: [() => of(7)] });
  const { seen } = watch(api.double.$(1));
  expect(seen).toEqual([7, '|']);
  expect(await api.double(1)).toBe(7);
});
