import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';

/** A port that records whether main has closed it. */
const fakePort = () => ({ postMessage: jest.fn(), close: jest.fn() });

function setUp() {
  const { main, peer } = inVirtualTime();
  const { frames$, send } = peer({}, { encoding: 'structured-clone', transfersPorts: true });
  send(hello);
  return { main, drops: dropsOf(main), frames$ };
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
    const { main, drops, frames$ } = setUp();
    const heard = jest.fn();
    main.ipcMain.on('x', heard);
    const port = fakePort();
    frames$.next(createFrame(port));
    expect(port.close).toHaveBeenCalledTimes(1);
    expect(heard).not.toHaveBeenCalled();
    expect(drops).toEqual([expect.objectContaining({ reason: 'malformed', message: 'frame' })]);
  });

  it('are accepted if the first line declares them', () => {
    const { main, drops, frames$ } = setUp();
    const heard = jest.fn();
    main.ipcMain.on('x', heard);
    const port = fakePort();
    frames$.next([`${head([message], [2], [1])}[]`, port]);
    expect(heard).toHaveBeenCalledWith(expect.objectContaining({ ports: [port] }));
    expect(drops).toEqual([]);
  });
});
