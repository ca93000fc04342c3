import { NEVER } from 'rxjs';
import { inVirtualTime } from '../../../testing/in-process.js';

describe('a window', () => {
  it('keeps its id after its connection: no other window gets it', () => {
    const { open, turn } = inVirtualTime();
    const ids = [open().id, open({ id: 7 }).id, open().id];
    expect(ids).toEqual([1, 7, 8]);
    const last = open();
    turn();
    last.renderer.close();
    turn();
    expect(open().id).toBe(last.id + 1);
  });

  it.each([0, -1, 1.5, NaN, Infinity, '1'])('cannot have the id %p', (id) => {
    const { main } = inVirtualTime();
    const transport = {
      encoding: 'text',
      frames$: NEVER,
      send: () => undefined,
      close: () => undefined,
    } as const;
    expect(() => main.connect(transport, { id: id as number })).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    expect(main.webContents.getAll()).toEqual([]);
  });
});

describe('main.close', () => {
  it('lets no renderer connect afterwards', () => {
    const { main } = inVirtualTime();
    main.close();
    const close = jest.fn();
    expect(() => main.connect({ encoding: 'text', frames$: NEVER, send: () => undefined, close })).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED' }),
    );
    expect(close).toHaveBeenCalled();
  });

  it('may be called within a listener, and leaves the rest of the frame undelivered', () => {
    const { main, open, turn } = inVirtualTime();
    const { ipcRenderer } = open();
    const log: unknown[] = [];
    main.ipcMain.on('x', (_event, n) => {
      log.push(n);
      main.close();
      main.channel('y').next('into nothing');
    });
    ipcRenderer.send('x', 1);
    ipcRenderer.send('x', 2);
    turn();
    expect(log).toEqual([1]);
  });
});

describe('main.connect', () => {
  it('may be called within a listener, and from created$', () => {
    const { main, open, turn } = inVirtualTime();
    const opened: ReturnType<typeof open>[] = [];
    main.ipcMain.once('open', () => opened.push(open()));
    main.webContents.created$.subscribe(({ id }) => id === 2 && opened.push(open()));
    const log: unknown[] = [];
    main.ipcMain.on('hello', ({ sender }) => log.push(sender.id));
    const first = open();
    first.ipcRenderer.send('open');
    first.ipcRenderer.send('hello');
    turn();
    for (const { ipcRenderer } of opened) ipcRenderer.send('hello');
    turn();
    expect(log).toEqual([1, 3, 2]);
    expect(main.webContents.getAll().map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});
