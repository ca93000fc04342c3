import { structured, type Limits, type MainOptions, type RendererOptions } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

function setUp(limits: Partial<Limits>, options: MainOptions & RendererOptions = {}) {
  const { main, open, turn } = inVirtualTime({ limits, ...options });
  const opened = open({}, { limits, ...options });
  turn();
  return { main, turn, ...opened };
}

type Ends = ReturnType<typeof setUp>;
type Sending = (ends: Ends, channel: string, value: unknown) => unknown;

const ways: readonly (readonly [string, Sending])[] = [
  ['ipcRenderer.send', ({ ipcRenderer }, channel, value) => ipcRenderer.send(channel, value)],
  [
    'ipcRenderer.sendSync',
    ({ ipcRenderer }, channel, value): unknown => ipcRenderer.sendSync(channel, value),
  ],
  ['ipcRenderer.sendTo', ({ ipcRenderer }, channel, value) => ipcRenderer.sendTo(1, channel, value)],
  ['ipcRenderer.sendToHost', ({ ipcRenderer }, channel, value) => ipcRenderer.sendToHost(channel, value)],
  ['ipcRenderer.invoke', ({ ipcRenderer }, channel, value) => ipcRenderer.invoke(channel, value)],
  ['ipcRenderer.postMessage', ({ ipcRenderer }, channel, value) => ipcRenderer.postMessage(channel, value)],
  ['channel.next', ({ renderer }, channel, value) => renderer.channel(channel).next(value)],
  ['channel.to.next', ({ renderer }, channel, value) => renderer.channel(channel).to(1).next(value)],
  ['webContents.send', ({ webContents }, channel, value) => webContents.send(channel, value)],
  ['webContents.postMessage', ({ webContents }, channel, value) => webContents.postMessage(channel, value)],
  ['mainChannel.next', ({ main }, channel, value) => main.channel(channel).next(value)],
  ['mainChannel.to.next', ({ main }, channel, value) => main.channel(channel).to(1).next(value)],
];

describe.each(ways)('%s', (_name, send) => {
  it('refuses a channel name over the limit at the call, and the connection goes on', () => {
    const ends = setUp({ channelLength: 20 });
    expect(() => send(ends, 'x'.repeat(21), 1)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_CHANNEL_TOO_LONG',
        message: expect.stringMatching(/x{20}.*21.*20/),
      }),
    );
    expectToGoOn(ends);
  });

  it('refuses a message over the limit at the call, and the connection goes on', () => {
    const ends = setUp({ messageBytes: 200 });
    expect(() => send(ends, 'x', 'x'.repeat(100))).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_MESSAGE_TOO_LARGE',
        message: expect.stringMatching(/'x'.*208.*200/),
      }),
    );
    expectToGoOn(ends);
  });

  it('counts bytes as well', () => {
    const ends = setUp({ messageBytes: 200 });
    expect(() => send(ends, 'x', new Uint8Array(200))).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }),
    );
    expectToGoOn(ends);
  });

  it('refuses a value that the codec cannot carry at the call, with channel and path', () => {
    const ends = setUp({}, { codec: structured });
    expect(() => send(ends, 'x', { list: [Promise.resolve()] })).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_UNSERIALIZABLE',
        message: expect.stringMatching(/'x'.*args\[0\]\.list\[0\]/),
      }),
    );
    expectToGoOn(ends);
  });
});

/** Messages still come through, both ways. */
function expectToGoOn({ main, webContents, ipcRenderer, turn }: Ends) {
  const heard: unknown[] = [];
  main.ipcMain.on('goes on', () => heard.push('main'));
  ipcRenderer.on('goes on', () => heard.push('renderer'));
  ipcRenderer.send('goes on');
  webContents.send('goes on');
  turn();
  expect(heard.sort()).toEqual(['main', 'renderer']);
}

describe('an answer over the limit', () => {
  it('throws where event.returnValue is set, and rejects an invoke', async () => {
    const { main, ipcRenderer, turn } = setUp({ messageBytes: 200 });
    main.ipcMain.on('x', (event) => {
      expect(() => (event.returnValue = 'x'.repeat(200))).toThrow(
        expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }),
      );
      event.returnValue = 'short';
    });
    main.ipcMain.handle('x', () => 'x'.repeat(200));
    expect(ipcRenderer.sendSync('x')).toBe('short');
    const call = ipcRenderer.invoke('x');
    turn();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' });
  });
});

describe('a value exactly at the limit', () => {
  it('is sent', () => {
    const { main, ipcRenderer, turn } = setUp({ messageBytes: 200, channelLength: 20 });
    const heard = jest.fn();
    const channel = 'x'.repeat(20);
    main.ipcMain.on(channel, heard);
    ipcRenderer.send(channel, 'x'.repeat(96));
    turn();
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
