import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScanRequest } from './scan-request.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'activity-'));
  writeFileSync(join(folder, 'file'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readScanRequest', () => {
  it('takes a folder, tidied up', () => {
    expect(readScanRequest(` ${folder}/./x/.. `)).toEqual({ isValid: true, path: folder });
    expect(readScanRequest('/')).toEqual({ isValid: true, path: '/' });
  });

  it('knows the home folder', () => {
    expect(readScanRequest('~', folder)).toEqual({ isValid: true, path: folder });
    expect(readScanRequest('~/none', folder)).toEqual({
      isValid: false,
      message: `There is no ${folder}/none.`,
    });
  });

  it.each([undefined, null, 7, '', '  ', 'relative', '../x', '/a\0b', '~other'])('refuses %j', (value) => {
    expect(readScanRequest(value)).toEqual({ isValid: false, message: expect.stringMatching(/./) });
  });

  it('refuses a file', () => {
    expect(readScanRequest(join(folder, 'file'))).toEqual({
      isValid: false,
      message: `${folder}/file is not a folder.`,
    });
  });
});
