import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runChild } from './child.js';

jest.setTimeout(60_000);

describe('runChild', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-child-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(source: string): Promise<{ readonly values: unknown[]; readonly error?: string }> {
    const file = join(folder, 'child.mjs');
    writeFileSync(file, source);
    const values: unknown[] = [];
    try {
      await runChild(process.execPath, pathToFileURL(file), ['argument'], (value) => values.push(value));
      return { values };
    } catch (error) {
      return { values, error: (error as Error).message };
    }
  }

  it.each([
    [
      'gives each value',
      `process.send({ value: process.argv[2] }); process.send({ value: 2 });`,
      ['argument', 2],
      undefined,
    ],
    [
      'keeps what came before an error',
      `process.send({ value: 1 }); process.send({ error: 'no' });`,
      [1],
      'no',
    ],
    [
      'keeps what came before the process has ended',
      `process.send({ value: 1 }, () => process.exit(3));`,
      [1],
      'its process has ended with code 3',
    ],
    [
      'says what has killed it',
      `process.send({ value: 1 }, () => process.kill(process.pid, 'SIGKILL'));`,
      [1],
      'its process has ended with SIGKILL',
    ],
  ])('%s', async (_title, source, values, error) => {
    expect(await run(`${source}\nprocess.channel.unref();`)).toEqual({ values, error });
  });

  it('says where there is no such Node', async () => {
    const values: unknown[] = [];
    const running = runChild('/no/such/node', pathToFileURL('/x.mjs'), [], (value) => values.push(value));
    await expect(running).rejects.toThrow('ENOENT');
  });
});
