import { applySettings, defaultSettings, parseSettings } from './settings.js';

describe('applySettings', () => {
  it('takes what is valid and leaves the rest', () => {
    expect(applySettings(defaultSettings, { theme: 'dark', minutes: 3, cpuScale: 'machine' })).toEqual({
      theme: 'dark',
      minutes: 5,
      cpuScale: 'machine',
    });
  });

  it.each([
    undefined,
    null,
    1,
    'dark',
    [],
    { theme: ['dark'] },
    { __proto__: { theme: 'dark' }, minutes: '1' },
  ])('is not moved by %j', (change) => {
    const settings = applySettings(defaultSettings, change);
    expect(settings.minutes).toBe(defaultSettings.minutes);
    expect(settings.cpuScale).toBe(defaultSettings.cpuScale);
  });

  it('adds no keys of the sender', () => {
    expect(Object.keys(applySettings(defaultSettings, { other: 1 }))).toEqual([
      'theme',
      'minutes',
      'cpuScale',
    ]);
  });
});

describe('parseSettings', () => {
  it('reads a file, with defaults for what it lacks', () => {
    expect(parseSettings('{"theme":"light"}')).toEqual({ ...defaultSettings, theme: 'light' });
  });

  it.each(['', '{', 'null', '[]', '"dark"', '\0\0\0'])('finds none in %j', (text) => {
    expect(parseSettings(text)).toBeUndefined();
  });
});
