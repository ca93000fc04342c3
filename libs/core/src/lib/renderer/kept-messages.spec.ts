import { bodyBytes, electronJson } from '@culvert/protocol';
import { turnScheduler } from '../../index.js';
import { openPage, hear, sum } from '../../../testing/page.js';

describe('the bounds of kept messages', () => {
  const size = bodyBytes(electronJson.encode(['a'.repeat(100)]));

  it.each([
    ['messages', { keptMessages: 4 }],
    ['bytes', { keptBytes: 4 * size }],
  ])('keep the first messages up to the limit of %s, and drop the next one', (_name, limits) => {
    const { webContents, ipcRenderer, drops, turn } = openPage({ limits });
    const send = (n: number) => webContents.send('x', String(n).repeat(100));
    for (const n of [1, 2, 3, 4]) send(n);
    turn();
    expect(drops).toEqual([]);
    send(5);
    turn();
    expect(drops).toEqual([{ reason: 'queue-full', channel: 'x', count: 1 }]);
    const heard = hear(ipcRenderer) as string[];
    turn();
    send(6);
    turn();
    expect(heard.map((text) => text[0])).toEqual(['1', '2', '3', '4', '6']);
  });

  it('apply to all channels together', () => {
    const { webContents, ipcRenderer, drops, turn } = openPage({ limits: { keptMessages: 10 } });
    for (let i = 0; i < 1000; i++) webContents.send(`x${i}`, i);
    turn();
    expect(sum(drops)).toBe(990);
    const heard = [hear(ipcRenderer, 'x0'), hear(ipcRenderer, 'x9'), hear(ipcRenderer, 'x10')];
    turn();
    expect(heard).toEqual([[0], [9], []]);
  });

  it('reserve half of the room for main, however much other renderers send', () => {
    const { open, webContents, ipcRenderer, drops, turn } = openPage({ limits: { keptMessages: 10 } });
    const other = open();
    turn();
    for (let i = 0; i < 100; i++) other.ipcRenderer.sendTo(webContents.id, `junk${i % 7}`, i);
    turn();
    expect(sum(drops)).toBe(95);
    for (let i = 0; i < 6; i++) webContents.send('x', i);
    turn();
    const heard = hear(ipcRenderer);
    turn();
    expect(heard).toEqual([0, 1, 2, 3, 4]);
    expect(sum(drops)).toBe(96);
  });

  it('have room again when the kept messages are delivered', () => {
    const { webContents, ipcRenderer, drops, turn } = openPage({
      limits: { keptMessages: 2, keptBytes: 2 * size },
    });
    for (const channel of ['a', 'b', 'c']) {
      for (const n of [1, 2]) webContents.send(channel, String(n).repeat(100));
      turn();
      expect((hear(ipcRenderer, channel), turn(), drops)).toEqual([]);
    }
  });

  it('never drop a message with a listener: above them, it is delivered before the turn ends', () => {
    const { webContents, ipcRenderer, drops, turn } = openPage({ limits: { keptMessages: 2 } });
    for (const n of [1, 2]) webContents.send('x', n);
    turn();
    for (const n of [3, 4]) webContents.send('x', n);
    const heard = hear(ipcRenderer);
    turn();
    expect([heard, drops]).toEqual([[1, 2, 3, 4], []]);
  });

  it.each([0, Infinity])('may be %p', (keptMessages) => {
    const { webContents, ipcRenderer, drops, turn } = openPage({ limits: { keptMessages } });
    for (let i = 0; i < 300; i++) webContents.send('x', i);
    turn();
    const heard = hear(ipcRenderer);
    turn();
    expect([heard.length, sum(drops)]).toEqual(keptMessages === 0 ? [0, 300] : [300, 0]);
  });

  it('end keptMs after ready: a later listener hears only later messages', () => {
    const { webContents, ipcRenderer, drops, turn } = openPage({ limits: { keptMs: 1000 } });
    webContents.send('x', 1);
    webContents.send('y', 1);
    turn(1000);
    const inTime = hear(ipcRenderer, 'x');
    turn(1);
    const late = hear(ipcRenderer, 'y');
    turn();
    webContents.send('z', 1);
    turn();
    expect([inTime, late]).toEqual([[1], []]);
    expect(drops).toEqual([
      { reason: 'expired', channel: 'y', count: 1 },
      { reason: 'unheard', channel: 'z', count: 1 },
    ]);
  });

  it('release expired messages by a timer of the platform', () => {
    jest.useFakeTimers();
    try {
      const { webContents, drops } = openPage({ limits: { keptMs: 1000 }, scheduler: turnScheduler });
      jest.runAllTicks();
      webContents.send('x', 1);
      jest.runAllTicks();
      jest.advanceTimersByTime(1001);
      expect(jest.getTimerCount()).toBe(0);
      expect(drops).toEqual([{ reason: 'expired', channel: 'x', count: 1 }]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('limit the number of channel names that the renderer remembers', () => {
    const { webContents, ipcRenderer, drops, turn } = openPage();
    const listener = () => undefined;
    for (let i = 0; i < 5000; i++) ipcRenderer.on(`x${i}`, listener).off(`x${i}`, listener);
    turn();
    webContents.send('y', 1);
    turn();
    expect(drops).toEqual([{ reason: 'unheard', channel: 'y', count: 1 }]);
  });

  it.each(['a full store', 'time', 'start', 'the end of the connection'])(
    'close the ports of messages that are dropped by %s',
    (how) => {
      const { webContents, renderer, drops, turn, main } = openPage({
        limits: { keptMs: 1000, keptMessages: how === 'a full store' ? 0 : 1 },
      });
      const { port1, port2 } = new MessageChannel();
      const closed = new Promise((resolve) => port2.addEventListener('close', resolve));
      webContents.postMessage('x', 1, [port1]);
      turn();
      if (how === 'time') turn(1001);
      if (how === 'time') webContents.send('y', 1);
      if (how === 'start') renderer.start();
      if (how === 'the end of the connection') main.close();
      turn();
      expect(drops[0]).toMatchObject({ channel: 'x', count: 1 });
      return closed;
    },
  );
});
