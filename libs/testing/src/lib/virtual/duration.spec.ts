import { parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    ['3ms', 3],
    ['1s', 1_000],
    [' 1.5s ', 1_500],
    ['2m', 120_000],
    ['0ms', 0],
  ])('reads %j', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '3', 'ms', '-1ms', '3 ms', '1h', '---|'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(TypeError);
  });
});
