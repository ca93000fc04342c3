import { DEFAULT_LIMITS, checkCount, checkDuration, checkLimits, type Limits } from '../index.js';

function refused(message: string): Error {
  const code: unknown = 'ERR_CULVERT_INVALID_ARGUMENT';
  return expect.objectContaining({ name: 'TypeError', code, message }) as Error;
}

/** Wrong values that environment variables, JSON and forgotten options bring in place of a number. */
const wrong: readonly [unknown, string][] = [
  [NaN, 'NaN'],
  [-1, '-1'],
  [-Infinity, '-Infinity'],
  ['5', 'string'],
  [null, 'null'],
  [true, 'boolean'],
  [5n, 'bigint'],
  [Symbol('5'), 'symbol'],
  [{ valueOf: () => 5 }, 'object'],
  [[5], 'object'],
];

describe('checkDuration', () => {
  it('accepts any time above 0, and Infinity for no limit', () => {
    for (const ms of [Number.MIN_VALUE, 0.5, 1, 30_000, Number.MAX_VALUE, Infinity])
      expect(checkDuration('timeout', ms)).toBe(ms);
  });

  it.each([...wrong, [0, '0'], [-0, '0'], [undefined, 'undefined']] as [number, string][])(
    'refuses %p, and says so',
    (value, shown) => {
      expect(() => checkDuration('timeout', value)).toThrow(
        refused(`timeout must be a number of ms, above 0, or Infinity for no limit; not ${shown}.`),
      );
    },
  );

  it('accepts 0 if that is a valid choice', () => {
    expect(checkDuration('graceMs', 0, 0)).toBe(0);
    expect(() => checkDuration('graceMs', -1, 0)).toThrow(
      refused('graceMs must be a number of ms, 0 or more, or Infinity for no limit; not -1.'),
    );
  });
});

describe('checkCount', () => {
  it('accepts integers of its range', () => {
    expect([0, 1, Number.MAX_SAFE_INTEGER].map((n) => checkCount('n', n))).toEqual([
      0,
      1,
      Number.MAX_SAFE_INTEGER,
    ]);
    expect([1, 10].map((n) => checkCount('n', n, 1, 10))).toEqual([1, 10]);
  });

  it.each([...wrong, [0.5, '0.5'], [2 ** 53, '9007199254740992'], [Infinity, 'Infinity']] as [
    number,
    string,
  ][])('refuses %p, and says so', (value, shown) => {
    expect(() => checkCount('n', value)).toThrow(refused(`n must be an integer, 0 or more; not ${shown}.`));
  });

  it('refuses numbers outside of its range', () => {
    for (const n of [0, 11])
      expect(() => checkCount('n', n, 1, 10)).toThrow(
        refused(`n must be an integer, from 1 to 10; not ${n}.`),
      );
  });
});

describe('checkLimits', () => {
  const names = Object.keys(DEFAULT_LIMITS) as (keyof Limits)[];

  it('has the defaults for limits that are absent or undefined', () => {
    expect(checkLimits()).toEqual(DEFAULT_LIMITS);
    expect(checkLimits({})).toEqual(DEFAULT_LIMITS);
    expect(checkLimits(Object.fromEntries(names.map((name) => [name, undefined])))).toEqual(DEFAULT_LIMITS);
  });

  it.each(names)('checks %s', (name) => {
    expect(checkLimits({ [name]: 7 })[name]).toBe(7);
    expect(checkLimits({ [name]: Infinity })[name]).toBe(Number.MAX_SAFE_INTEGER);
    for (const value of [NaN, -1, 1.5, '7', null]) {
      expect(() => checkLimits({ [name]: value as number })).toThrow(
        expect.objectContaining({
          code: 'ERR_CULVERT_INVALID_ARGUMENT',
          message: expect.stringContaining(`limits.${name} must be an integer`),
        }),
      );
    }
  });

  it.each([
    ['messageBytes', 4],
    ['streamItems', 1],
    ['streamBytes', 1],
  ] as const)('refuses a %s below %i, with which nothing could arrive', (name, least) => {
    expect(checkLimits({ [name]: least })[name]).toBe(least);
    expect(() => checkLimits({ [name]: least - 1 })).toThrow(
      refused(`limits.${name} must be an integer, ${least} or more; not ${least - 1}.`),
    );
  });

  it('refuses an unknown name, because a misspelled limit would limit nothing', () => {
    expect(() => checkLimits({ mesageBytes: 7 } as Partial<Limits>)).toThrow(
      refused("There is no limit 'mesageBytes'."),
    );
    expect(() => checkLimits({ constructor: 7 } as unknown as Partial<Limits>)).toThrow(
      refused("There is no limit 'constructor'."),
    );
  });
});
