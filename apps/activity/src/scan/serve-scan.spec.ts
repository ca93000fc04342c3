import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import { wrap } from '@culvert/core/contract';
import type { Renderer } from '@culvert/core';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { scanner } from '../shared/contracts.js';
import { createScan } from './scan.js';
import { createFakeFs } from './fake-fs.js';
import { serveScan } from './serve-scan.js';

const fs = createFakeFs({ a: { b: { x: 5 } }, y: 6 });

async function connect() {
  const main = createMain();
  const join = async (): Promise<Renderer> => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    main.connect(mainEnd);
    const renderer = createRenderer(rendererEnd);
    await renderer.ready;
    return renderer;
  };
  const [owner, stranger, child] = [await join(), await join(), await join()];
  const start = jest.fn((path: string) => createScan(path, fs));
  serveScan(child, start);
  const to = { to: child.id };
  const byMain = wrap(main.webContents.fromId(child.id)!, scanner);
  return { main, owner, start, byMain, mine: wrap(owner, scanner, to), others: wrap(stranger, scanner, to) };
}

describe('serveScan', () => {
  it('reports to the window that owns the scan, and opens folders for it alone', async () => {
    const { main, owner, byMain, mine, others } = await connect();
    await byMain.start({ path: '/', owner: owner.id });
    expect(await lastValueFrom(mine.progress())).toMatchObject({ phase: 'done', bytes: 11, files: 2 });
    expect(await lastValueFrom(mine.view(['a']))).toMatchObject({ trail: ['a'], node: { bytes: 5 } });
    // A late subscriber gets the last report.
    expect(await lastValueFrom(mine.progress())).toMatchObject({ phase: 'done' });

    const refusal = 'This scan belongs to another window.';
    await expect(firstValueFrom(others.progress())).rejects.toThrow(refusal);
    await expect(firstValueFrom(others.view(['a']))).rejects.toThrow(refusal);
    await expect(others.cancel()).rejects.toThrow(refusal);
    main.close();
  });

  it('takes one order, and from main only', async () => {
    const { main, owner, start, byMain, mine } = await connect();
    const order = { path: '/', owner: owner.id };
    await expect(mine.start(order)).rejects.toThrow('Main orders one scan');
    await expect(mine.cancel()).rejects.toThrow('another window');
    expect(start).not.toHaveBeenCalled();
    await byMain.start(order);
    await expect(byMain.start(order)).rejects.toThrow('Main orders one scan');
    expect(start).toHaveBeenCalledTimes(1);
    main.close();
  });
});
