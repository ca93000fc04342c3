import { type } from 'arktype';
import { Subject, firstValueFrom, of, toArray, type Observable } from 'rxjs';
import * as v from 'valibot';
import { z } from 'zod';
import { call, defineContract, expose, stream, wrap, type StandardSchema } from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';

function setUp() {
  const { main, open } = inProcess();
  return { main, ...open() };
}

type Filter = { rows: { pid: number }[] };

const libraries: readonly (readonly [string, StandardSchema<Filter>, StandardSchema<number>])[] = [
  ['zod', z.object({ rows: z.array(z.object({ pid: z.number() })) }), z.number()],
  ['valibot', v.object({ rows: v.array(v.object({ pid: v.number() })) }), v.number()],
  ['arktype', type({ rows: type({ pid: 'number' }).array() }), type('number')],
];

describe.each(libraries)('schemas of %s', (_name, input, output) => {
  const contract = defineContract('procs', {
    kill: call({ input, output }),
    list: stream({ input, output }),
  });

  it('let good values through', async () => {
    const { main, renderer } = setUp();
    expose(main, contract, {
      kill: ({ rows }) => rows[0]!.pid,
      list: ({ rows }) => rows.map(({ pid }) => pid),
    });
    const api = wrap(renderer, contract);
    expect(await api.kill({ rows: [{ pid: 7 }] })).toBe(7);
    expect(await firstValueFrom(api.list({ rows: [{ pid: 7 }, { pid: 8 }] }).pipe(toArray()))).toEqual([
      7, 8,
    ]);
  });

  it('refuse an input before the handler, naming channel and path', async () => {
    const { main, renderer } = setUp();
    const [kill, list] = [jest.fn(), jest.fn()];
    expose(main, contract, { kill, list });
    const api = wrap(renderer, contract);
    const bad = { rows: [{ pid: 1 }, { pid: 'x' }] } as never;
    for (const asked of [api.kill(bad), firstValueFrom(api.list(bad))]) {
      await expect(asked).rejects.toMatchObject({
        code: 'ERR_CULVERT_INVALID_INPUT',
        message: expect.stringMatching(/^'procs\/(kill|list)': input\.rows\[1\]\.pid: /) as string,
        issues: [{ path: ['rows', 1, 'pid'] }],
      });
    }
    expect([kill, list].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });

  it('refuse an output before the wire, unless told not to', async () => {
    const { main, renderer } = setUp();
    const wrong = { kill: () => 'seven' as never, list: () => of(1, 'two' as never) };
    const exposed = expose(main, contract, wrong);
    const api = wrap(renderer, contract);
    const good = { rows: [] };
    await expect(api.kill(good)).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_OUTPUT',
      message: expect.stringMatching(/^'procs\/kill': output: /) as string,
    });
    const items: number[] = [];
    const failed = new Promise((resolve) =>
      api.list(good).subscribe({ next: (item) => items.push(item), error: resolve }),
    );
    expect(await failed).toMatchObject({ code: 'ERR_CULVERT_INVALID_OUTPUT' });
    expect(items).toEqual([1]);
    exposed.unsubscribe();
    expose(main, contract, wrong, { checkOutput: false });
    expect(await api.kill(good)).toBe('seven');
  });
});

describe('schemas', () => {
  it('may change a value, and may be asynchronous', async () => {
    const { main, renderer } = setUp();
    const input = z.string().transform(async (text) => {
      await Promise.resolve();
      return text.length;
    });
    const contract = defineContract({ measure: call({ input, output: z.number().transform(String) }) });
    expose(main, contract, { measure: (length) => length * 2 });
    const answer: string = await wrap(renderer, contract).measure('four');
    expect(answer).toBe('8');
  });

  it('check each item of an input stream', async () => {
    const { main, renderer } = setUp();
    const eachNumber = z.number() as unknown as StandardSchema<Observable<number>>;
    const contract = defineContract({ sum: stream<Observable<number>, number>({ input: eachNumber }) });
    expose(main, contract, { sum: (numbers$) => numbers$ });
    const numbers = new Subject<number>();
    const failed = firstValueFrom(
      wrap(renderer, contract)
        .sum(numbers as never)
        .pipe(toArray()),
    );
    await new Promise((resolve) => setImmediate(resolve));
    numbers.next(1);
    numbers.next('two' as never);
    await expect(failed).rejects.toMatchObject({ code: 'ERR_CULVERT_INVALID_INPUT' });
  });
});
