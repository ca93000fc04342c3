import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScanPath } from './scan-path.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'activity-'));
  writeFileSync(join(folder, 'file'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readScanPath', () => {
  it('takes a folder, tidied up', () => {
    expect(readScanPath(` ${folder}/./x/.. `)).toBe(folder);
    expect(readScanPath('/')).toBe('/');
  });

  it('knows the home folder', () => {
    expect(readScanPath('~', folder)).toBe(folder);
    expect(() => readScanPath('~/none', folder)).toThrow(`There is no ${folder}/none.`);
  });

  it.each([undefined, null, 7, '', '  ', 'relative', '../x', '/a\0b', '~other'])('refuses %j', (value) => {
    expect(() => readScanPath(value)).toThrow(/\w.*\.$/);
  });

  it('refuses a file', () => {
    expect(() => readScanPath(join(folder, 'file'))).toThrow(`${folder}/file is not a folder.`);
  });
});
