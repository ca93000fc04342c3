import type { IpcMainEvent } from '@culvert/core';
import { filter, firstValueFrom } from 'rxjs';
import { epochOf, nextDrop, settled } from '../../../testing/app-progress.js';
import { PAGE, localApp } from '../../../testing/local-app.js';

describe('the end of an epoch', () => {
  it('by a reload: same id, same object, next epoch; open calls end and reach no other document', async () => {
    const app = localApp();
    const { contents, renderer, ipcRenderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    const destroyed = jest.fn();
    webContents.on('destroyed', destroyed);
    let answer!: (value: string) => void;
    app.main.ipcMain.handle('slow', () => new Promise<string>((resolve) => (answer = resolve)));
    const lost = jest.fn<void, [unknown]>();
    ipcRenderer.invoke('slow').then(lost, lost);
    let event!: IpcMainEvent;
    app.main.ipcMain.on('x', (received) => (event = received));
    ipcRenderer.send('x');
    await settled();
    const epoch = (await epochOf(app, renderer.id))!;

    const again = (await app.next(() => contents.reload())).connect();
    expect(await epochOf(app, renderer.id)).toBeUndefined();
    await again.ready;
    const heard = jest.fn();
    again.ipcRenderer.on('late', heard);
    answer('too late');
    event.reply('late');
    await settled();
    expect(again.id).toBe(renderer.id);
    expect(app.main.webContents.fromId(again.id)).toBe(webContents);
    expect(await epochOf(app, again.id)).toBeGreaterThan(epoch);
    expect([destroyed, lost, heard].map((mock) => mock.mock.calls)).toEqual([[], [], []]);
    expect(app.drops.map((drop) => 'reason' in drop && drop.reason)).toEqual(['stale-epoch', 'not-pending']);
  });

  it('by a reload: a thousand reloads leave nothing behind', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    const listeners = () => contents.eventNames().map((name) => contents.listenerCount(name));
    const before = listeners();
    for (let i = 0; i < 1000; i++) await (await app.next(() => contents.reload())).connect().ready;
    expect(listeners()).toEqual(before);
    expect(Object.keys((await firstValueFrom(app.main.state$)).endpoints)).toEqual([String(renderer.id)]);
    expect(app.main.webContents.getAll()).toHaveLength(1);
  });

  it('by a message of a document that is gone: main drops and counts it, and never throws', async () => {
    const app = localApp();
    const { contents, ipcRenderer, renderer } = await app.open();
    const heard = jest.fn();
    app.main.ipcMain.on('x', heard);
    ipcRenderer.send('x');
    // The frame leaves at the end of the turn, and is on its way when the other document comes.
    await Promise.resolve();
    contents.loadURL(PAGE);
    await settled();
    expect(heard).not.toHaveBeenCalled();
    expect(app.drops).toEqual([
      expect.objectContaining({ reason: 'disconnected', from: renderer.id, detail: 'its frame is gone' }),
    ]);
  });

  it('by a crash: sends are drops with a reason, until the page is there again', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    contents.forcefullyCrashRenderer();
    expect(await epochOf(app, renderer.id)).toBeUndefined();
    expect(webContents.isDestroyed()).toBe(false);
    expect(() => webContents.send('x')).not.toThrow();
    expect(app.drops.at(-1)).toMatchObject({ reason: 'disconnected', channel: 'x', to: renderer.id });
    const again = (await app.load(contents)).connect();
    await again.ready;
    expect([again.id, app.main.webContents.fromId(again.id)]).toEqual([renderer.id, webContents]);
  });

  it('by the end of its window: destroyed once, forgotten, and later sends do not throw', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    const destroyed = jest.fn();
    webContents.on('destroyed', destroyed);
    await contents.destroy();
    expect(destroyed).toHaveBeenCalledTimes(1);
    expect([webContents.isDestroyed(), app.main.webContents.getAll()]).toEqual([true, []]);
    expect(() => webContents.send('x')).not.toThrow();
    expect(app.attachment.toElectron(webContents)).toBeUndefined();
  });

  it('by the end of its window after a crash: the webContents is destroyed too', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    contents.forcefullyCrashRenderer();
    await contents.destroy();
    expect([webContents.isDestroyed(), app.main.webContents.getAll()]).toEqual([true, []]);
  });

  it('by a frame that is gone before its event: main drops the message, and the epoch ends', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    await contents.mainFrame.dispose();
    const drop = nextDrop(app);
    expect(() => app.main.webContents.fromId(renderer.id)!.send('x')).not.toThrow();
    expect(await drop).toMatchObject({ reason: 'transport-failed', channel: 'x', to: renderer.id });
    expect(await epochOf(app, renderer.id)).toBeUndefined();
    expect(contents.mainFrame.logged).toEqual([]);
  });

  it.each([
    ['a link inside of the page', 'navigateInPage' as const],
    ['a download', 'download' as const],
  ])('not by %s', async (_, navigate) => {
    const app = localApp();
    const { contents, renderer, ipcRenderer } = await app.open();
    contents[navigate](`${PAGE}#there`);
    await expect(ipcRenderer.invoke('x')).rejects.toMatchObject({ code: 'ERR_CULVERT_NO_HANDLER' });
    expect(await epochOf(app, renderer.id)).toBe(1);
  });

  it('by a second connection of the same page, which closes the first', async () => {
    const app = localApp();
    const { page, renderer } = await app.open();
    const second = page.connect();
    await second.ready;
    expect(await firstValueFrom(renderer.status$)).toBe('closed');
    expect(second.id).toBe(renderer.id);
    expect(await epochOf(app, second.id)).toBe(2);
  });

  it('by main: every page learns of it, and may connect again', async () => {
    const app = localApp();
    const { renderer, page } = await app.open();
    app.main.close();
    await firstValueFrom(renderer.status$.pipe(filter((status) => status === 'closed')));
    const late = page.connect();
    await expect(late.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('by the attachment, which stops listening', async () => {
    const app = localApp();
    const { renderer, contents, page } = await app.open();
    app.attachment.close();
    await firstValueFrom(renderer.status$.pipe(filter((status) => status === 'closed')));
    expect(contents.eventNames()).toEqual([]);
    expect(app.electron.ipcMain.eventNames()).toEqual([]);
    expect(app.main.webContents.getAll()).toEqual([]);
    const again = jest.fn();
    page.connect().ready.then(again, again);
    await settled();
    expect(again).not.toHaveBeenCalled();
  });
});
