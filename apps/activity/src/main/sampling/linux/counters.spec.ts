import { parseBootTime, parseCores, parseDisks, parseNetwork } from './counters.js';

describe('parseCores', () => {
  it('reads each core, and not the line of their sum', () => {
    const stat =
      'cpu  10 0 10 80 0 0 0 0 0 0\ncpu0 5 1 2 40 3 1 1 2 0 0\ncpu1 5 0 5 40 0 0 0 0\nintr 1\nbtime 1700000000\n';
    expect(parseCores(stat)).toEqual([
      { busy: 12, system: 4, idle: 43 },
      { busy: 10, system: 5, idle: 40 },
    ]);
    expect(parseBootTime(stat)).toBe(1_700_000_000);
  });
});

describe('parseNetwork', () => {
  it('adds up real interfaces', () => {
    const dev = [
      'Inter-|   Receive                                                |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
      '    lo:   12127      88    0    0    0     0          0         0    12127      88    0    0    0     0       0          0',
      '  eth0: 503220122   15885    0    0    0     0          0         0  1499415    9760    0    0    0     0       0          0',
      'wlan0:8 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0',
      'docker0: 99 1 0 0 0 0 0 0 99 1 0 0 0 0 0 0',
    ].join('\n');
    expect(parseNetwork(dev)).toEqual({ incoming: 503_220_130, outgoing: 1_499_420 });
  });
});

describe('parseDisks', () => {
  it('adds up whole disks, in bytes', () => {
    const diskstats = [
      '   7       0 loop0 9 0 9 0 9 0 9 0 0 0 0',
      ' 254       0 vda 24372 11008 100 36032 5875 37844 20 10798 0 9128 49613',
      ' 254       1 vda1 24372 11008 100 36032 5875 37844 20 10798 0 9128 49613',
      ' 259       0 nvme0n1 1 0 2 0 1 0 4 0 0 0 0',
      ' 259       1 nvme0n1p1 1 0 2 0 1 0 4 0 0 0 0',
      ' 253       0 dm-0 1 0 2 0 1 0 4 0 0 0 0',
    ].join('\n');
    expect(parseDisks(diskstats)).toEqual({ incoming: 102 * 512, outgoing: 24 * 512 });
  });
});
