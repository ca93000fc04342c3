import { asyncScheduler, concat, interval, of, take, timer, type SchedulerAction } from 'rxjs';
import { turnScheduler } from '../../index.js';

/** Resolves after all microtasks that wait now. */
async function turnEnd() {
  await Promise.resolve();
}

describe('turnScheduler', () => {
  it('runs work without delay when the turn ends, in order', async () => {
    const log: string[] = [];
    turnScheduler.schedule(() => log.push('first'));
    void Promise.resolve().then(() => log.push('promise'));
    turnScheduler.schedule((state) => log.push(`second, ${state}`), 0, 'state');
    log.push('turn');
    await turnEnd();
    expect(log).toEqual(['turn', 'first', 'promise', 'second, state']);
  });

  it('does not run work that was unsubscribed', async () => {
    const work = jest.fn();
    turnScheduler.schedule(work).unsubscribe();
    turnScheduler.schedule(work, 1).unsubscribe();
    await new Promise((resolve) => turnScheduler.schedule(resolve, 2));
    expect(work).not.toHaveBeenCalled();
  });

  it('has the clock of RxJS', () => {
    const now = jest.spyOn(asyncScheduler, 'now').mockReturnValue(42);
    expect(turnScheduler.now()).toBe(42);
    now.mockRestore();
  });

  it('drives the operators of RxJS', (done) => {
    const values: unknown[] = [];
    concat(
      of(1),
      timer(0, 1, turnScheduler).pipe(take(2)),
      interval(0, turnScheduler).pipe(take(2)),
    ).subscribe({
      next: (value) => values.push(value),
      complete: () => {
        expect(values).toEqual([1, 0, 1, 0, 1]);
        done();
      },
    });
  });

  it('keeps only the latest schedule of an action', async () => {
    const log: (number | undefined)[] = [];
    await new Promise<void>((resolve) => {
      turnScheduler.schedule(
        function (this: SchedulerAction<number>, n?: number) {
          log.push(n);
          if (n === 3) resolve();
          if (n !== 1) return;
          this.schedule(2, 60_000);
          this.schedule(3, 1);
        },
        0,
        1,
      );
    });
    expect(log).toEqual([1, 3]);
  });

  it('does not rerun an action that was unsubscribed during its wait', async () => {
    const log: (number | undefined)[] = [];
    const action = turnScheduler.schedule(
      function (this: SchedulerAction<number>, n?: number) {
        log.push(n);
        this.schedule(2);
        this.unsubscribe();
        this.schedule(3);
      },
      0,
      1,
    );
    await turnEnd();
    await turnEnd();
    expect(log).toEqual([1]);
    expect(action.closed).toBe(true);
  });

  it('cuts a delay that is too long to the longest delay of a timer', () => {
    const schedule = jest.spyOn(asyncScheduler, 'schedule');
    for (const delay of [2 ** 31, Infinity]) turnScheduler.schedule(() => undefined, delay).unsubscribe();
    expect(schedule.mock.calls.map(([, delay]) => delay)).toEqual([2 ** 31 - 1, 2 ** 31 - 1]);
    schedule.mockRestore();
  });
});
