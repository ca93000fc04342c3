import { byteRates, cpuUse } from './rates.js';

describe('byteRates', () => {
  it('divides by the time that has really passed', () => {
    const rates = byteRates({ incoming: 1000, outgoing: 50 }, { incoming: 3000, outgoing: 50 }, 2000);
    expect(rates).toEqual({ incoming: 1000, outgoing: 0 });
  });

  it('gives 0 if a counter went back, or no time has passed', () => {
    expect(byteRates({ incoming: 9, outgoing: 9 }, { incoming: 1, outgoing: 2 }, 1000)).toEqual({
      incoming: 0,
      outgoing: 0,
    });
    expect(byteRates({ incoming: 0, outgoing: 0 }, { incoming: 1, outgoing: 2 }, 0)).toEqual({
      incoming: 0,
      outgoing: 0,
    });
  });
});

describe('cpuUse', () => {
  it('gives shares of each core and of all', () => {
    const before = [
      { busy: 100, system: 10, idle: 900 },
      { busy: 0, system: 0, idle: 0 },
    ];
    const after = [
      { busy: 150, system: 30, idle: 950 },
      { busy: 0, system: 0, idle: 100 },
    ];
    expect(cpuUse(before, after)).toEqual({ total: 25, user: 15, system: 10, cores: [50, 0] });
  });

  it('counts a new core as idle, and stays within 0 and 100', () => {
    const use = cpuUse(
      [{ busy: 50, system: 50, idle: 50 }],
      [
        { busy: 40, system: 60, idle: 60 },
        { busy: 9, system: 9, idle: 9 },
      ],
    );
    expect(use.cores).toEqual([0, 0]);
    expect(use.total).toBe(0);
    expect(use.user).toBe(0);
  });
});
