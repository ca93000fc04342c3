import { VirtualTimeScheduler } from 'rxjs';
import { PROTOCOL_VERSION } from '@culvert/protocol';
import { createMain, createMemoryLink, type Inspection } from '../../index.js';

/** A port that records whether main has closed it. */
const fakePort = () => ({ postMessage: jest.fn(), close: jest.fn() });

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const [mainEnd, peer] = createMemoryLink({ scheduler });
  const main = createMain({ scheduler });
  const drops: Inspection[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item));
  main.connect(mainEnd);
  const hello = { kind: 'hello', version: PROTOCOL_VERSION, codec: 'electronJson' };
  const send = (frame: unknown) => {
    peer.send(frame);
    scheduler.maxFrames = scheduler.frame + 1;
    scheduler.flush();
  };
  send(`${JSON.stringify([[hello], [0]])}\n`);
  return { main, drops, send };
}

const head = (...parts: unknown[]) => `${JSON.stringify(parts)}\n`;
const message = { kind: 'send', channel: 'x' };

describe('ports in a frame that main cannot read', () => {
  it.each<readonly [string, (port: object) => unknown]>([
    ['a frame without messages', (port) => [head([], []), port]],
    ['a message without a port', (port) => [`${head([message], [2])}[]`, port]],
    ['a message with too few ports', (port) => [`${head([message], [2], [1])}[]`, fakePort(), port]],
    ['a blob that no message has', (port) => [`${head([message], [2])}[]`, new Uint8Array(1), port]],
    ['an invalid first line', (port) => ['x', port]],
  ])('are closed, and the frame is malformed: %s', (_, createFrame) => {
    const { main, drops, send } = setUp();
    const heard = jest.fn();
    main.ipcMain.on('x', heard);
    const port = fakePort();
    send(createFrame(port));
    expect(port.close).toHaveBeenCalledTimes(1);
    expect(heard).not.toHaveBeenCalled();
    expect(drops).toEqual([expect.objectContaining({ reason: 'malformed', message: 'frame' })]);
  });

  it('are accepted if the first line declares them', () => {
    const { main, drops, send } = setUp();
    const heard = jest.fn();
    main.ipcMain.on('x', heard);
    const port = fakePort();
    send([`${head([message], [2], [1])}[]`, port]);
    expect(heard).toHaveBeenCalledWith(expect.objectContaining({ ports: [port] }));
    expect(drops).toEqual([]);
  });
});
