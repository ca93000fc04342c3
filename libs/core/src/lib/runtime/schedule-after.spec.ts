import { asyncScheduler, VirtualTimeScheduler } from 'rxjs';
import { createMain, createMemoryLink, createRenderer, turnScheduler } from '../../index.js';
import { scheduleAfter, scheduleInBackground } from './schedule-after.js';

const schedulers = [
  ['turnScheduler', turnScheduler],
  ['asyncScheduler', asyncScheduler],
] as const;

/** Records the timers of Node that are created during a run. */
function timersOf(action: () => void): NodeJS.Timeout[] {
  const made = jest.spyOn(globalThis, 'setInterval');
  action();
  const timers = made.mock.results.map(({ value }) => value as NodeJS.Timeout);
  made.mockRestore();
  return timers;
}

afterEach(() => void jest.useRealTimers());

describe.each(schedulers)('scheduleAfter with %s', (_name, scheduler) => {
  it.each([2 ** 31 - 1, 2 ** 31, 2 ** 40, Number.MAX_VALUE, Infinity])('does not end %p ms early', (ms) => {
    jest.useFakeTimers();
    const work = jest.fn();
    const wait = scheduleAfter(scheduler, ms, work);
    jest.advanceTimersByTime(2 ** 31 - 2);
    expect(work).not.toHaveBeenCalled();
    wait.unsubscribe();
  });

  it('keeps a process alive, unless it waits in the background', () => {
    const waits = [scheduleAfter, scheduleInBackground].map((schedule) => {
      const [timer] = timersOf(() => schedule(scheduler, 1000, () => undefined));
      const hasRef = timer!.hasRef();
      clearInterval(timer);
      return hasRef;
    });
    expect(waits).toEqual([true, false]);
  });

  it('waits in the background for a window to return, and for a late answer to sendSync', () => {
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler: new VirtualTimeScheduler() });
    const main = createMain({ scheduler });
    main.connect(mainEnd, { graceMs: 60_000 });
    const renderer = createRenderer(rendererEnd);
    main.ipcMain.on('late', () => undefined);
    const timers = [
      ...timersOf(() => expect(() => void renderer.ipcRenderer.sendSync('late')).toThrow()),
      ...timersOf(() => mainEnd.close()),
    ];
    main.close();
    expect(timers.map((timer) => timer.hasRef())).toEqual([false, false]);
  });
});

describe('a wait on a clock without timers', () => {
  it('is the same in the background', () => {
    const scheduler = new VirtualTimeScheduler();
    const log: string[] = [];
    scheduleInBackground(scheduler, 5, () => log.push('second'));
    scheduleAfter(scheduler, 4, () => log.push('first'));
    scheduleAfter(scheduler, Infinity, () => log.push('never'));
    scheduler.flush();
    expect([log, scheduler.now()]).toEqual([['first', 'second'], 5]);
  });
});
