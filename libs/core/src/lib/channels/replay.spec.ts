import { dropsOf, inVirtualTime } from '../../../testing/in-process.js';

function setUp() {
  const { main, open, turn } = inVirtualTime();
  const { renderer } = open();
  const drops = dropsOf(main);
  turn();
  return { main, renderer, drops, turn };
}

describe.each(['renderer', 'main'] as const)('replay of a channel of the %s', (side) => {
  it.each([-1, 1.5, NaN, Infinity])('is a TypeError for %p', (replay) => {
    expect(() => setUp()[side].channel('x', { replay })).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
  });
});

describe('a channel that replays', () => {
  it('counts as a listener of a message, but cannot answer a sendSync', () => {
    const { main, renderer, drops, turn } = setUp();
    main.channel('x', { replay: 1 });
    renderer.ipcRenderer.send('x', 1);
    turn();
    expect(drops).toEqual([]);
    expect(() => void renderer.ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_SYNC_NO_LISTENER' }),
    );
  });
});
