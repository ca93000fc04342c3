import { VirtualTimeScheduler } from 'rxjs';
import { createMain, createMemoryLink, createRenderer, type Inspection } from '../../index.js';

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const main = createMain({ scheduler });
  const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
  main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd, { scheduler });
  const drops: Inspection[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item));
  scheduler.flush();
  return { main, renderer, drops, turn: () => scheduler.flush() };
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
