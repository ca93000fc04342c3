import { firstValueFrom, take, toArray } from 'rxjs';
import type { ProcessRow } from '../../shared/process-row.js';
import type { Probe } from './probe.js';
import { createSampler } from './sampler.js';

const memory = { total: 10, used: 4, cached: 1, free: 5, swapTotal: 0, swapUsed: 0 };
const rows = [{ pid: 2, cpu: 5, memory: 1 } as ProcessRow, { pid: 3, cpu: 1, memory: 9 } as ProcessRow];

/**
 * A machine that is read once a second. It is busy half of the time, and receives 100 bytes between
 * two readings.
 */
function createFakeProbe(): Probe {
  let turn = 0;
  return {
    owner: 'me',
    counters: async () => {
      turn++;
      return {
        atMs: turn * 1000,
        cores: [{ busy: turn * 50, system: turn * 20, idle: turn * 50 }],
        network: { incoming: turn * 100, outgoing: 0 },
        disk: { incoming: 0, outgoing: turn * 10 },
      };
    },
    memory: async () => memory,
    processes: async () => rows,
    identify: async () => undefined,
  };
}

describe('createSampler', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('computes rates from two readings, and knows the largest processes', async () => {
    const { samples$ } = createSampler(createFakeProbe());
    const samples = firstValueFrom(samples$.pipe(take(2), toArray()));
    await jest.advanceTimersByTimeAsync(3000);
    for (const sample of await samples) {
      expect(sample).toMatchObject({
        cpu: { total: 50, user: 30, system: 20, cores: [50] },
        memory,
        network: { received: 100, sent: 0 },
        disk: { read: 0, written: 10 },
        processCount: 2,
      });
      expect(sample.topByCpu.map(({ pid }) => pid)).toEqual([2, 3]);
      expect(sample.topByMemory.map(({ pid }) => pid)).toEqual([3, 2]);
    }
  });

  it('goes on after a reading that fails', async () => {
    const probe = createFakeProbe();
    jest.spyOn(probe, 'processes').mockRejectedValueOnce(new Error('busy'));
    jest.spyOn(probe, 'memory').mockRejectedValueOnce(new Error('busy'));
    const { samples$ } = createSampler(probe);
    const sample = firstValueFrom(samples$);
    await jest.advanceTimersByTimeAsync(5000);
    expect(await sample).toMatchObject({ cpu: { total: 50 }, processCount: 2 });
  });

  it('reads the process table once for all subscribers, and not at all without one', async () => {
    const probe = createFakeProbe();
    const processes = jest.spyOn(probe, 'processes');
    const { tables$, samples$ } = createSampler(probe);
    const subscription = tables$.subscribe();
    subscription.add(samples$.subscribe());
    await jest.advanceTimersByTimeAsync(3500);
    expect(processes.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(processes.mock.calls.length).toBeLessThanOrEqual(4);
    subscription.unsubscribe();
    const before = processes.mock.calls.length;
    await jest.advanceTimersByTimeAsync(5000);
    expect(processes).toHaveBeenCalledTimes(before);
    expect(jest.getTimerCount()).toBe(0);
  });
});
