import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFolder } from './check-folder.js';

describe('checkFolder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'activity-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes a folder', () => {
    expect(() => checkFolder(folder)).not.toThrow();
  });

  it('says that a path is missing, or no folder', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => checkFolder(file)).toThrow(`${file} is not a folder.`);
    expect(() => checkFolder(`${folder}/none`)).toThrow(`There is no ${folder}/none.`);
    expect(() => checkFolder(`${file}/below`)).toThrow(`${file}/below cannot be scanned: ENOTDIR`);
  });
});
