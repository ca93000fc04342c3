import { bytesScale, percentScale, rateScale, rateTop } from './charts/scales.js';
import { shadeOf } from './theme.js';
import { frameOf } from './window-controls.js';

describe('shadeOf', () => {
  it.each([
    ['system', true, 'dark'],
    ['system', false, 'light'],
    ['light', true, 'light'],
    ['dark', false, 'dark'],
  ] as const)('%s on a system that is dark: %s is %s', (theme, isDark, shade) => {
    expect(shadeOf(theme, isDark)).toBe(shade);
  });
});

describe('frameOf', () => {
  it('covers the screen with the three windows, without overlaps', () => {
    const screen = { left: 10, top: 20, width: 1920, height: 1000 };
    const frames = (['overview', 'processes', 'disk'] as const).map((page) => frameOf(page, screen));
    const area = frames.reduce((sum, { width, height }) => sum + width * height, 0);
    expect(area).toBe(1920 * 1000);
    expect(frames[1]?.left).toBe((frames[0]?.left ?? 0) + (frames[0]?.width ?? 0));
    expect(frames[2]?.top).toBe((frames[1]?.top ?? 0) + (frames[1]?.height ?? 0));
  });
});

describe('the scales of the charts', () => {
  it('put rates under a power of two, and never blow up silence', () => {
    expect(rateTop(0)).toBe(16 * 1024);
    expect(rateTop(1024 ** 2)).toBe(1024 ** 2);
    expect(rateTop(1024 ** 2 + 1)).toBe(2 * 1024 ** 2);
    expect(rateScale.splits(1024).map(rateScale.format)).toEqual(['0 B/s', '512 B/s', '1.00 KiB/s']);
  });

  it('know their wholes', () => {
    expect(percentScale.top(5)).toBe(100);
    expect(bytesScale(2048).splits(2048)).toEqual([0, 1024, 2048]);
  });
});
