import { formatBytes, formatDuration, formatPercent, formatRate, plural } from './format.js';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '0.98 KiB'],
    [1024, '1.00 KiB'],
    [10_240, '10.0 KiB'],
    [102_400, '100 KiB'],
    [1023 * 1024, '1.00 MiB'],
    [1.5 * 1024 ** 3, '1.50 GiB'],
    [-5, '0 B'],
    [5 * 1024 ** 6, '5120 PiB'],
  ])('%i is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('the other formats', () => {
  it('keep their width', () => {
    expect(formatRate(2048)).toBe('2.00 KiB/s');
    expect(formatPercent(7)).toBe('7.0');
    expect(plural(1, 'file')).toBe('1 file');
    expect(plural(1234, 'process', 'processes')).toBe('1,234 processes');
  });

  it.each([
    [0, '00:00'],
    [75, '01:15'],
    [3700, '01:01:40'],
    [90_061, '1 d 01:01'],
    [-3, '00:00'],
  ])('%i s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
