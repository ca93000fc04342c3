import fc from 'fast-check';
import { once } from 'node:events';
import { createMain, createMemoryLink, createRenderer, type IpcRenderer } from '../index.js';

const TIME_LIMIT_MS = 120_000;

const ways = ['send', 'sendSync', 'invoke', 'sendTo', 'channel'] as const;
type Way = (typeof ways)[number];

/** A step of the sender: a message, or the end of its turn. */
const step = fc.oneof({ arbitrary: fc.constantFrom(...ways), weight: 9 }, fc.constant('turn' as const));

async function setUp() {
  const main = createMain();
  const open = async () => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    main.connect(mainEnd);
    const renderer = createRenderer(rendererEnd);
    await renderer.ready;
    return renderer;
  };
  const [sender, receiver] = [await open(), await open()];
  const [atMain, atReceiver]: [unknown[], unknown[]] = [[], []];
  main.ipcMain.on('x', (event, n, way: Way) => {
    atMain.push(n);
    if (way === 'sendSync') event.returnValue = n;
  });
  main.ipcMain.handle('x', async (_event, n: number) => {
    atMain.push(n);
    return n;
  });
  receiver.ipcRenderer.on('x', (_event, n) => atReceiver.push(n));
  /** The order in which main received all messages, for every target. */
  const relayed: unknown[] = [];
  main.inspect$.subscribe((item) => {
    if (item.kind !== 'event' || item.event.type !== 'receive') return;
    const [n] = JSON.parse(item.event.body.text) as unknown[];
    if (typeof n === 'number') relayed.push(n);
  });
  return { sender, receiver, atMain, atReceiver, relayed };
}

function sendOne(way: Way, n: number, ends: Awaited<ReturnType<typeof setUp>>, answers: Promise<unknown>[]) {
  const { sender, receiver } = ends;
  const { ipcRenderer }: { ipcRenderer: IpcRenderer } = sender;
  switch (way) {
    case 'send':
      return ipcRenderer.send('x', n, way);
    case 'channel':
      return sender.channel('x').next(n);
    case 'sendTo':
      return ipcRenderer.sendTo(receiver.id, 'x', n, way);
    case 'sendSync':
      expect(ipcRenderer.sendSync('x', n, way)).toBe(n);
      return;
    case 'invoke':
      answers.push(ipcRenderer.invoke('x', n, way));
  }
}

/** No earlier message can still be on its way after this. */
async function allArrived({ sender, receiver }: Awaited<ReturnType<typeof setUp>>) {
  const last = once(receiver.ipcRenderer, 'last');
  sender.ipcRenderer.sendTo(receiver.id, 'last');
  await last;
}

async function checkOrder(steps: readonly (Way | 'turn')[]) {
  const ends = await setUp();
  const answers: Promise<unknown>[] = [];
  const [forMain, forReceiver]: [number[], number[]] = [[], []];
  for (const [n, way] of steps.entries()) {
    if (way === 'turn') {
      await Promise.resolve();
      continue;
    }
    sendOne(way, n, ends, answers);
    (way === 'sendTo' ? forReceiver : forMain).push(n);
  }
  const answered = await Promise.all(answers);
  expect(answered).toEqual(forMain.filter((n) => steps[n] === 'invoke'));
  await allArrived(ends);
  expect(ends.atMain).toEqual(forMain);
  expect(ends.atReceiver).toEqual(forReceiver);
  expect(ends.relayed).toEqual(steps.flatMap((way, n) => (way === 'turn' ? [] : [n])));
}

describe('the messages of one renderer', () => {
  it(
    'arrive in the order of the calls: 1,000 of all kinds, mixed at random',
    async () => {
      const steps = fc.array(step, { minLength: 1000, maxLength: 1000, size: 'max' });
      await fc.assert(fc.asyncProperty(steps, checkOrder), { numRuns: 10 });
    },
    TIME_LIMIT_MS,
  );

  it(
    'arrive in order in every short mixture',
    async () => {
      await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), checkOrder), { numRuns: 200 });
    },
    TIME_LIMIT_MS,
  );
});
