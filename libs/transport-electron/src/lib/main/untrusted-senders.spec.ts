import { filter, firstValueFrom } from 'rxjs';
import { epochOf, nextDrop, settled } from '../../../testing/app-progress.js';
import { PAGE, localApp } from '../../../testing/local-app.js';
import { SYNC, TO_MAIN } from '../native.js';

describe('attachElectron lets in', () => {
  it.each([
    ['https://app.test/', 'main frame of origin https://app.test'],
    ['app://bundle/index.html', 'main frame of origin app://bundle'],
    ['data:text/html,x', 'main frame of origin null'],
  ])('by default files only: not %s, which gets the reason', async (url, where) => {
    const app = localApp();
    const contents = app.electron.createWebContents();
    const renderer = (await app.load(contents, url)).connect();
    await expect(renderer.ready).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      cause: { code: 'ERR_CULVERT_DENIED', message: `main does not trust the ${where}` },
    });
    expect(app.drops[0]).toMatchObject({
      reason: 'untrusted-sender',
      message: 'frame',
      from: contents.id,
      detail: `main does not trust the ${where}`,
    });
    expect(app.main.webContents.getAll()).toEqual([]);
  });

  it('by default main frames only', async () => {
    const app = localApp();
    const { contents } = await app.open();
    const renderer = (await app.append(contents)).page.connect();
    await expect(renderer.ready).rejects.toMatchObject({
      cause: { message: 'main does not trust the subframe of origin file://' },
    });
  });

  it('the origins that the app lists', async () => {
    const app = localApp({ origins: ['app://bundle'] });
    const { renderer } = await app.open(null, 'app://bundle/index.html');
    expect(renderer.id).toBe(1);
    const other = (await app.load(app.electron.createWebContents(), PAGE)).connect();
    await expect(other.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('the frames that the app’s own function accepts, asked for every message', async () => {
    let isOpen = true;
    const app = localApp({ validateSender: () => isOpen });
    const { ipcRenderer, renderer } = await app.open(null, 'https://app.test/');
    const heard: unknown[] = [];
    app.main.ipcMain.on('x', (_event, n) => heard.push(n));
    ipcRenderer.send('x', 1);
    await settled();
    isOpen = false;
    const drop = nextDrop(app);
    ipcRenderer.send('x', 2);
    expect(await drop).toMatchObject({ reason: 'untrusted-sender', from: renderer.id });
    expect(() => void ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DENIED' }),
    );
    isOpen = true;
    ipcRenderer.send('x', 3);
    await settled();
    expect(heard).toEqual([1, 3]);
  });

  it('no frame if that function throws, and main goes on', async () => {
    const app = localApp({
      validateSender: ({ url }) => {
        if (url.startsWith('bad')) throw new Error('not that one');
        return true;
      },
    });
    const bad = (await app.load(app.electron.createWebContents(), 'bad://x/')).connect();
    await expect(bad.ready).rejects.toMatchObject({
      cause: { message: 'validateSender has thrown: Error: not that one' },
    });
    expect((await app.open()).renderer.id).toBe(2);
  });

  it('a subframe as a guest of its main frame, with an id of its own', async () => {
    const app = localApp({ validateSender: () => true });
    const window = await app.open();
    const { page, frame } = await app.append(window.contents, 'https://widget.test/');
    const renderer = page.connect();
    await renderer.ready;
    expect(renderer.id).toBeGreaterThan(1_000_000);
    const message = new Promise((resolve) => window.renderer.guest(renderer.id).on('ipc-message', resolve));
    renderer.ipcRenderer.sendToHost('size', 7);
    expect(await message).toEqual({ channel: 'size', args: [7] });
    // The other document navigates: its epoch ends, and no other epoch does.
    const other = (await app.next(() => window.contents.navigate(frame, PAGE))).connect();
    await other.ready;
    expect(app.main.webContents.fromId(renderer.id)).toBeUndefined();
    expect(app.main.webContents.fromId(window.renderer.id)).toBeDefined();
    await frame.remove();
    const drop = nextDrop(app);
    expect(() => app.main.webContents.fromId(other.id)?.send('x')).not.toThrow();
    expect(await drop).toMatchObject({ reason: 'transport-failed', to: other.id });
    expect(app.main.webContents.fromId(other.id)).toBeUndefined();
  });
});

describe('a message that is not one of Culvert’s', () => {
  const connection = 'forged';
  it.each([
    ['nothing', []],
    ['null', [null]],
    ['text', ['open']],
    ['no type', [{ connection }]],
    ['no name', [{ type: 'open' }]],
    ['a long name', [{ type: 'open', connection: 'x'.repeat(65) }]],
    ['another type', [{ type: 'shut', connection }]],
  ])('is counted and dropped: %s', async (_, args) => {
    const app = localApp();
    const { page, renderer } = await app.open();
    page.document.ipcRenderer.send(TO_MAIN, ...args);
    await settled();
    expect(app.drops).toEqual([expect.objectContaining({ reason: 'malformed', from: renderer.id })]);
    expect(page.document.ipcRenderer.sendSync(SYNC, ...args)).toMatchObject({ type: 'refused' });
    await expect(renderer.ipcRenderer.invoke('x')).rejects.toMatchObject({ code: 'ERR_CULVERT_NO_HANDLER' });
  });

  it('is counted and dropped if it names another connection than its own', async () => {
    const app = localApp();
    const { page, renderer } = await app.open();
    page.document.ipcRenderer.send(TO_MAIN, { type: 'frame', connection, frame: 'x' });
    page.document.ipcRenderer.send(TO_MAIN, { type: 'close', connection });
    const sync = { connection, frame: 'x', timeoutMs: 1 };
    expect(page.document.ipcRenderer.sendSync(SYNC, sync)).toEqual({ type: 'closed' });
    expect(app.drops.map((drop) => 'reason' in drop && drop.reason)).toEqual(Array(3).fill('stale-epoch'));
    expect(await epochOf(app, renderer.id)).toBe(1);
  });

  it('closes the connection of a peer that repeats it', async () => {
    const app = localApp({}, { limits: { badFrames: 2 } });
    const { page, renderer } = await app.open();
    const name = page.bridge.open({ frame: () => undefined, closed: () => undefined });
    const status = firstValueFrom(renderer.status$.pipe(filter((value) => value === 'closed')));
    for (let i = 0; i < 3; i++) {
      page.document.ipcRenderer.send(TO_MAIN, { type: 'frame', connection: name, frame: 7 });
    }
    await status;
    await settled();
    expect(await epochOf(app, 1)).toBeUndefined();
  });
});
