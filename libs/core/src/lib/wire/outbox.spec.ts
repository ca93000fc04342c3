import { unpackFrame } from '@culvert/protocol';
import { VirtualTimeScheduler } from 'rxjs';
import { createMain, createMemoryLink, createRenderer, type Transport } from '../../index.js';

/** A transport that notes the messages of each frame it is given, by what they are. */
function noting(transport: Transport, frames: string[][]): Transport {
  const note = (frame: unknown) =>
    frames.push(
      unpackFrame(frame, transport.encoding).map(({ message, body }) =>
        'channel' in message ? `${message.kind} ${message.channel} ${body.text}` : message.kind,
      ),
    );
  return {
    ...transport,
    send: (frame) => {
      note(frame);
      transport.send(frame);
    },
    ...(transport.sendSync && {
      sendSync: (frame, timeoutMs) => {
        note(frame);
        return transport.sendSync!(frame, timeoutMs);
      },
    }),
    ...(transport.replySync && {
      replySync: (frame) => {
        note(frame);
        transport.replySync!(frame);
      },
    }),
  };
}

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
  const [fromMain, fromRenderer]: [string[][], string[][]] = [[], []];
  const main = createMain({ scheduler });
  const webContents = main.connect(noting(mainEnd, fromMain));
  const renderer = createRenderer(noting(rendererEnd, fromRenderer), { scheduler });
  scheduler.flush();
  fromMain.length = fromRenderer.length = 0;
  return {
    main,
    webContents,
    renderer,
    ipcRenderer: renderer.ipcRenderer,
    fromMain,
    fromRenderer,
    turn: () => scheduler.flush(),
  };
}

describe('messages of one turn', () => {
  it('leave a renderer as one frame, in order, for all kinds of messages', () => {
    const { renderer, ipcRenderer, fromRenderer, turn } = setUp();
    ipcRenderer.send('a', 1);
    ipcRenderer.sendTo(1, 'b', 2);
    void ipcRenderer.invoke('c', 3).catch(() => undefined);
    ipcRenderer.sendToHost('d', 4);
    renderer.channel('e').next(5);
    expect(fromRenderer).toEqual([]);
    turn();
    expect(fromRenderer).toEqual([
      ['send a [1]', 'sendTo b [2]', 'call c [3]', 'sendToHost d [4]', 'send e [5]'],
    ]);
    ipcRenderer.send('f');
    turn();
    expect(fromRenderer.slice(1)).toEqual([['send f []']]);
  });

  it('leave main as one frame to each renderer', () => {
    const { main, webContents, fromMain, turn } = setUp();
    webContents.send('a', 1);
    main.channel('b').next(2);
    main.channel('c').to(webContents).next(3);
    expect(fromMain).toEqual([]);
    turn();
    expect(fromMain).toEqual([['deliver a [1]', 'deliver b [2]', 'deliver c [3]']]);
  });

  it('are answered as one frame, where the answers are there at once', async () => {
    const { main, ipcRenderer, fromMain, turn } = setUp();
    main.ipcMain.handle('x', (event, n: number) => {
      event.sender.send('note', n);
      return n;
    });
    const answers = Promise.all([1, 2, 3].map((n) => ipcRenderer.invoke('x', n)));
    turn();
    expect(fromMain).toEqual([[1, 2, 3].flatMap((n) => [`deliver note [${n}]`, 'reply'])]);
    expect(await answers).toEqual([1, 2, 3]);
  });

  it('leave before a sync request, and before its answer', () => {
    const { main, ipcRenderer, fromMain, fromRenderer, turn } = setUp();
    main.ipcMain.on('s', (event) => {
      event.sender.send('before');
      event.returnValue = 1;
      event.sender.send('after');
    });
    ipcRenderer.send('a');
    ipcRenderer.sendSync('s');
    ipcRenderer.send('b');
    turn();
    expect(fromRenderer).toEqual([['send a []'], ['sync s []'], ['send b []']]);
    expect(fromMain).toEqual([['deliver before []'], ['reply'], ['deliver after []']]);
  });

  it('leave before the connection closes', () => {
    const { main, renderer, ipcRenderer, fromRenderer, turn } = setUp();
    const heard = jest.fn();
    main.ipcMain.on('last', heard);
    ipcRenderer.send('last');
    renderer.close();
    ipcRenderer.send('too late');
    turn();
    expect(fromRenderer).toEqual([['send last []']]);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('leave as several frames where one would be huge, still in order', () => {
    const { main, ipcRenderer, fromRenderer, turn } = setUp();
    const heard: unknown[] = [];
    main.ipcMain.on('x', (_event, n) => heard.push(n));
    const large = 'x'.repeat(50_000);
    for (let n = 1; n <= 5; n++) ipcRenderer.send('x', n, large);
    turn();
    expect(fromRenderer.map((messages) => messages.length)).toEqual([2, 2, 1]);
    expect(heard).toEqual([1, 2, 3, 4, 5]);
  });

  it('leave while the turn goes on where they are many, so that main need not wait for its end', () => {
    const { ipcRenderer, fromRenderer, turn } = setUp();
    const sent = Array.from({ length: 100 }, (_, n) => `send many [${n}]`);
    for (let n = 0; n < 100; n++) ipcRenderer.send('many', n);
    expect(fromRenderer.length).toBeGreaterThan(1);
    turn();
    expect(fromRenderer.flat()).toEqual(sent);
    expect(fromRenderer.length).toBeLessThan(10);
  });

  it('that listeners send leave in order, behind what was there', () => {
    const { webContents, main, ipcRenderer, fromRenderer, turn } = setUp();
    ipcRenderer.on('x', (_event, n: number) => {
      ipcRenderer.send('y', n);
      if (n < 3) ipcRenderer.sendTo(webContents.id, 'x', n + 10);
    });
    const heard: unknown[] = [];
    main.ipcMain.on('y', (_event, n) => heard.push(n));
    webContents.send('x', 1);
    webContents.send('x', 2);
    turn();
    expect(heard).toEqual([1, 2, 11, 12]);
    expect(fromRenderer[0]).toEqual(['send y [1]', 'sendTo x [11]', 'send y [2]', 'sendTo x [12]']);
  });
});
