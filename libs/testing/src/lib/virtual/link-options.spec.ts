import { asyncScheduler } from 'rxjs';
import { runIpc } from './run-ipc.js';

describe('a link', () => {
  it('may be reloaded twice in one ms, and cut and resumed in the same one', () => {
    runIpc(({ link, expectState }) => {
      link();
      const drawn = link({ reload: '-r', disconnect: '-----!', resume: '-----^' });
      drawn.reload();
      drawn.reload();
      expectState(({ endpoints }) => Object.keys(endpoints).join()).toBe('a----(ba)', { a: '1,2', b: '1' });
    });
  });
});

describe('the options of a further link', () => {
  it.each<[object, string]>([
    [{ renderer: { calltimeoutMs: 1 } }, "link: renderer has no option 'calltimeoutMs'"],
    [{ renderer: { scheduler: asyncScheduler } }, "link: renderer has no option 'scheduler'"],
    [{ info: { grace: 1 } }, "link: info has no option 'grace'"],
    [{ jitter: [1.5] }, 'jitter must be a list of ms'],
    [{ stop: 'g' }, 'stop has an s first'],
    [{ stop: '-s-s-g' }, 'stop has an s first'],
  ])('are refused: %p', (options, message) => {
    expect(() =>
      runIpc(({ link }) => {
        link();
        link(options);
      }),
    ).toThrow(message);
  });

  it('are refused for a guest as well', () => {
    expect(() => runIpc(({ link }) => void link().addGuest({ renderer: { timeout: 1 } as object }))).toThrow(
      "addGuest: renderer has no option 'timeout'",
    );
  });
});
