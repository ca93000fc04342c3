import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import type { Renderer } from '@culvert/core';
import { filter, firstValueFrom, Subject } from 'rxjs';
import { channels } from '../shared/channels.js';
import type { ScanProgress, ScanView } from '../shared/scan.js';
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
  return { main, owner: await join(), stranger: await join(), child: await join() };
}

describe('serveScan', () => {
  it('reports to the window that owns the scan, and opens folders for it alone', async () => {
    const { main, owner, stranger, child } = await connect();
    serveScan(child, (path) => createScan(path, fs));
    const done = firstValueFrom(
      owner.channel<ScanProgress>(channels.scanProgress).pipe(filter(({ phase }) => phase === 'done')),
    );
    main.webContents.fromId(child.id)?.send(channels.scan, { path: '/', owner: owner.id });
    expect(await done).toMatchObject({ bytes: 11, files: 2 });

    const heard = new Subject<ScanView>();
    stranger.channel<ScanView>(channels.scanView).subscribe(heard);
    const views: ScanView[] = [];
    heard.subscribe((view) => views.push(view));
    stranger.ipcRenderer.sendTo(child.id, channels.scanOpen, ['a', 'b']);
    const opened = firstValueFrom(
      owner.channel<ScanView>(channels.scanView).pipe(filter(({ trail }) => trail.length > 0)),
    );
    owner.ipcRenderer.sendTo(child.id, channels.scanOpen, ['a']);
    expect(await opened).toMatchObject({ trail: ['a'], node: { bytes: 5 } });
    expect(views).toEqual([]);
    main.close();
  });

  it('takes orders from main only', async () => {
    const { main, stranger, child } = await connect();
    const start = jest.fn((path: string) => createScan(path, fs));
    serveScan(child, start);
    const arrived = new Promise<void>((resolve) => child.ipcRenderer.on(channels.scan, () => resolve()));
    stranger.ipcRenderer.sendTo(child.id, channels.scan, { path: '/', owner: stranger.id });
    await arrived;
    expect(start).not.toHaveBeenCalled();
    main.close();
  });
});
