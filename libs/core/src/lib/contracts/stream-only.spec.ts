import { firstValueFrom, from, map, merge, of, share, toArray, type Observable } from 'rxjs';
import { defineContract, expose, stream, wrap, type StandardSchema } from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';
import { settled } from '../../../testing/turns.js';

const tenantOnly: StandardSchema<{ tenant: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof (value as { tenant?: unknown } | undefined)?.tenant === 'string'
        ? { value: value as { tenant: string } }
        : { issues: [{ message: 'expected a tenant' }] },
  },
};
const rows = defineContract({ rows: stream<{ tenant: string }, string>({ input: tenantOnly }) });

describe('a handler that expects a value checked by its schema', () => {
  it.each<readonly [string, (input: { tenant?: string }) => unknown]>([
    ['reads a field', (input) => input.tenant],
    ['destructures it', ({ tenant = 'all' }) => tenant],
    ['asks if a field is present', (input) => 'tenant' in input],
    ['copies it', (input) => ({ ...input })],
    ['serialises it', (input) => JSON.stringify(input)],
  ])('has no stream in its place, which a caller has sent: it %s', async (_what, read) => {
    const { main, peer } = inProcess();
    const { send, packets } = peer();
    send(hello);
    const seen: unknown[] = [];
    expose(main, rows, {
      rows: (input) => {
        seen.push(read(input));
        return of('a row');
      },
    });
    const demand = { items: 1, bytes: 100, overflow: 'buffer', bufferSize: 1 } as const;
    send({ kind: 'stream', channel: 'rows', seq: 1, input: true, ...demand });
    await settled();
    expect(seen).toEqual([]);
    const { message, body } = packets.at(-1)!;
    expect(message.kind).toBe('reply');
    expect(body.text).toContain('ERR_CULVERT_INVALID_INPUT');
  });
});

describe('a handler that expects a stream of items checked by its schema', () => {
  it.each<readonly [string, (input$: Observable<number>) => unknown]>([
    ['returns it', (input$) => input$],
    ['promises it', (input$) => Promise.resolve(input$)],
    [
      'iterates over it',
      (input$) =>
        (async function* () {
          yield* input$ as unknown as AsyncIterable<number>;
        })(),
    ],
    ['pipes it', (input$) => input$.pipe(map((item) => item))],
    ['shares it', (input$) => input$.pipe(share())],
    ['merges it', (input$) => merge(input$, of())],
    ['merges it last', (input$) => merge(of(), input$)],
    ['wraps it in another Observable', (input$) => from(input$)],
  ])('has one: it %s', async (_what, use) => {
    const { main, open } = inProcess();
    const numbers: StandardSchema<number> = {
      '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: Number(value) * 10 }) },
    };
    const echo = defineContract({ echo: stream<Observable<number>, number>({ input: numbers as never }) });
    expose(main, echo, { echo: use as never });
    const echoed$ = wrap(open().renderer, echo).echo(of(1, 2));
    expect(await firstValueFrom(echoed$.pipe(toArray()))).toEqual([10, 20]);
  });
});
