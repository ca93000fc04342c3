import { Subject, firstValueFrom, timer, toArray } from 'rxjs';
import {
  attachGuest,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  stream,
  structured,
  wrap,
  type Limits,
} from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';

const contract = defineContract('rows', { rows: stream<void, unknown>() });
const lists = defineContract('lists', { rows: stream<void, readonly unknown[]>() });

function setUp(limits: Partial<Limits> = {}) {
  const { main, open } = inProcess({ limits, codec: structured });
  return { main, open: () => open({}, { limits }) };
}

const settled = () => firstValueFrom(timer(5));

/** A consumer that never sends further demand. */
function openWithoutDemand(renderer: ReturnType<typeof createRenderer>, overflow: 'buffer' | 'latest') {
  let heard = 0;
  const rows$ = wrap(renderer, contract).rows(undefined, { highWaterMark: 1, overflow });
  const loop = rows$[Symbol.asyncIterator]();
  void loop.next().then(() => heard++);
  return { loop, heard: () => heard };
}

describe('items that wait for demand', () => {
  it.each(['buffer', 'latest'] as const)(
    'of all streams of a renderer together are held to its limit: %s',
    async (overflow) => {
      const { main, open } = setUp({ queuedBytes: 10_000 });
      const hot = new Subject<unknown>();
      expose(main, contract, { rows: () => hot });
      const { renderer } = open();
      await settled();
      const loops = Array.from({ length: 20 }, () => openWithoutDemand(renderer, overflow));
      await settled();
      // The first item is on its way, and the second waits. Each stream thus holds about 1,000 bytes.
      for (let i = 0; i < 3; i++) hot.next('x'.repeat(498));
      await settled();
      expect(loops.map(({ heard }) => heard())).toEqual(Array(20).fill(1));
      expect(hot.observers.length).toBeGreaterThan(3);
      expect(hot.observers.length).toBeLessThanOrEqual(10);
    },
  );

  it('of one renderer do not count against the limit of another', async () => {
    const { main, open } = setUp({ queuedBytes: 10_000 });
    const hot = new Subject<unknown>();
    expose(main, contract, { rows: () => hot });
    const renderers = [open().renderer, open().renderer];
    await settled();
    for (const renderer of renderers) openWithoutDemand(renderer, 'buffer');
    await settled();
    for (let i = 0; i < 9; i++) hot.next('x'.repeat(490));
    expect(hot.observers).toHaveLength(2);
  });

  it('of all guests inside one connection together are held to its limit', async () => {
    const { main, open } = setUp({ queuedBytes: 10_000 });
    const hot = new Subject<unknown>();
    expose(main, contract, { rows: () => hot });
    const { renderer: window } = open();
    const embed = (host: typeof window) => {
      const [hostSide, guestSide] = createMemoryLink();
      attachGuest(host).connect(hostSide, 'https://guest.example');
      return createRenderer(guestSide, { codec: structured });
    };
    const guests = Array.from({ length: 10 }, () => embed(window));
    await Promise.all(guests.map(({ ready }) => ready));
    guests.push(...guests.map((guest) => embed(guest)));
    await Promise.all(guests.map(({ ready }) => ready));
    for (const guest of guests) openWithoutDemand(guest, 'buffer');
    await settled();
    expect(hot.observers).toHaveLength(20);
    for (let i = 0; i < 3; i++) hot.next('x'.repeat(498));
    expect(hot.observers.length).toBeGreaterThan(3);
    expect(hot.observers.length).toBeLessThanOrEqual(10);
  });

  it('no longer count once they are sent, or once their stream ends', async () => {
    const { main, open } = setUp({ queuedBytes: 10_000 });
    const hot = new Subject<unknown>();
    expose(main, contract, { rows: () => hot });
    const { renderer } = open();
    await settled();
    for (let round = 0; round < 10; round++) {
      const { loop } = openWithoutDemand(renderer, 'buffer');
      await settled();
      for (let i = 0; i < 9; i++) hot.next('x'.repeat(490));
      expect(hot.observers).toHaveLength(1);
      for (let i = 0; round % 2 === 0 && i < 8; i++) await loop.next();
      await loop.return?.();
      await settled();
      expect(hot.observers).toHaveLength(0);
    }
  });
});

describe('items of many binary values', () => {
  it('all arrive, even if two of them exceed one frame', async () => {
    const { main, open } = setUp();
    const { webContents, renderer } = open();
    const counts = [4000, 14_000, 4000, 12_385, 4000, 12_384];
    const rows = function* () {
      for (const count of counts) yield Array.from({ length: count }, () => new Uint8Array(1));
    };
    expose(main, lists, { rows });
    expose(renderer, lists, { rows });
    for (const rows$ of [wrap(renderer, lists).rows(), wrap(webContents, lists).rows()]) {
      const items = await firstValueFrom(rows$.pipe(toArray()));
      expect(items.map(({ length }) => length)).toEqual(counts);
    }
  });
});
