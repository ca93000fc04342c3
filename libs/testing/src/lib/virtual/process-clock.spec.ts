import { VirtualTimeScheduler, type SchedulerAction } from 'rxjs';
import { Handshake, ProcessClock } from './process-clock.js';

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const clock = new ProcessClock(scheduler, new Handshake());
  const seen: string[] = [];
  const at = (ms: number, text: string) => clock.schedule(() => seen.push(`${text}${clock.now()}`), ms);
  return { scheduler, clock, seen, at };
}

describe('the clock of a process', () => {
  it('keeps what is due while the process is stopped, and runs it in order when it goes on', () => {
    const { scheduler, clock, seen, at } = setUp();
    at(1, 'a');
    at(3, 'b');
    at(4, 'c');
    at(9, 'd');
    scheduler.schedule(() => clock.stop(), 2);
    scheduler.schedule(() => clock.go(), 6);
    scheduler.flush();
    expect(seen).toEqual(['a1', 'b6', 'c6', 'd9']);
  });

  it('drops what is unsubscribed while it waits', () => {
    const { scheduler, clock, seen, at } = setUp();
    const action = at(3, 'a');
    clock.stop();
    scheduler.schedule(() => action.unsubscribe(), 5);
    scheduler.schedule(() => clock.go(), 6);
    scheduler.flush();
    expect(seen).toEqual([]);
  });

  it('keeps it again if the process stops before it has run', () => {
    const { scheduler, clock, seen, at } = setUp();
    at(1, 'a');
    clock.stop();
    scheduler.schedule(() => {
      clock.go();
      clock.stop();
    }, 2);
    scheduler.schedule(() => clock.go(), 5);
    scheduler.flush();
    expect(seen).toEqual(['a5']);
  });

  it('lets work schedule itself again', () => {
    const { scheduler, clock, seen } = setUp();
    clock.schedule(
      function (this: SchedulerAction<number>, left = 0) {
        seen.push(`${left} ${clock.now()}`);
        if (left > 0) this.schedule(left - 1, 2);
      },
      1,
      2,
    );
    scheduler.flush();
    expect(seen).toEqual(['2 1', '1 3', '0 5']);
  });
});
