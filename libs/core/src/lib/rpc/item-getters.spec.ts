import { Subject } from 'rxjs';
import { defineContract, expose, stream, structured, wrap, type ConnectInfo } from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';

const contract = defineContract('rows', { rows: stream<void, unknown>() });
const limits = { queuedBytes: 10_000 };
/** Waits until all microtasks have run, and both ends have sent their messages. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const { main, open: openOn } = inProcess({ limits, codec: structured });
  const hot = new Subject<unknown>();
  expose(main, contract, { rows: () => hot });
  const connect = (info: ConnectInfo) => openOn(info, { limits }).renderer;
  /** Demand for one item. The next items wait. */
  const open = async (renderer: ReturnType<typeof connect>) => {
    const rows$ = wrap(renderer, contract).rows(undefined, { highWaterMark: 1 });
    const loop = rows$[Symbol.asyncIterator]();
    const first = loop.next();
    await settled();
    hot.next('on its way');
    await first;
    return loop;
  };
  return { hot, connect, open };
}

describe('an item with a getter that ends its stream', () => {
  it('leaves no waiting bytes charged to its consumer after the connection ends', async () => {
    const { hot, connect, open } = setUp();
    let renderer = connect({ id: 1, graceMs: 1000 });
    for (let round = 0; round < 20; round++) {
      await settled();
      await open(renderer);
      hot.next({
        get text() {
          renderer = connect({ id: 1, graceMs: 1000 });
          return 'x'.repeat(500);
        },
      });
      await settled();
      expect(hot.observers).toHaveLength(0);
    }
    await open(renderer);
    for (let i = 0; i < 9; i++) hot.next('x'.repeat(490));
    expect(hot.observers).toHaveLength(1);
  });
});
