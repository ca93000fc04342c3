import { readScanPath } from './scan-path.js';

describe('readScanPath', () => {
  it('normalizes the name of a folder', () => {
    expect(readScanPath(' /srv/./x/../data/ ')).toBe('/srv/data');
    expect(readScanPath('/')).toBe('/');
  });

  it('knows the home folder', () => {
    expect(readScanPath('~', '/home/me')).toBe('/home/me');
    expect(readScanPath('~/none', '/home/me')).toBe('/home/me/none');
  });

  it.each([undefined, null, 7, '', '  ', 'relative', '../x', '/a\0b', '~other'])('refuses %j', (value) => {
    expect(() => readScanPath(value)).toThrow(/\w.*\.$/);
  });
});
