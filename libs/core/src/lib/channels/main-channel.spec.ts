import { Subject, config } from 'rxjs';
import { MainChannel, electronJson } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

afterEach(() => {
  config.onUnhandledError = null;
});

describe('a channel of main', () => {
  it('is a Subject, one a name', () => {
    const { main } = inVirtualTime();
    const channel = main.channel<number>('x');
    expect(channel).toBeInstanceOf(Subject);
    expect(channel).toBeInstanceOf(MainChannel);
    expect(main.channel('x')).toBe(channel);
  });

  it('broadcasts with next, encoded once, without an echo', () => {
    const encode = jest.fn(electronJson.encode);
    const { main, open, turn } = inVirtualTime({ codec: { ...electronJson, encode } });
    const renderers = [open(), open(), open()];
    const log: unknown[] = [];
    for (const { id, ipcRenderer, renderer } of renderers) {
      ipcRenderer.on('x', ({ senderId }, ...args) => log.push([id, senderId, args]));
      renderer.channel('x').subscribe((value) => log.push([id, value]));
    }
    const echo = jest.fn();
    main.channel('x').subscribe(echo);
    turn();
    main.channel('x').next({ n: 1 });
    turn();
    expect(encode).toHaveBeenCalledTimes(1);
    expect(log).toEqual(
      renderers.flatMap(({ id }) => [
        [id, 0, [{ n: 1 }]],
        [id, { n: 1 }],
      ]),
    );
    expect(echo).not.toHaveBeenCalled();
  });

  it('shows the messages of every renderer, with the sender on messages$', () => {
    const { main, open, turn } = inVirtualTime();
    const [a, b] = [open(), open()];
    const log: unknown[] = [];
    main.channel('x').subscribe((value) => log.push(value));
    main.channel('x').messages$.subscribe(({ event, args }) => log.push([event.sender.id, args]));
    a.ipcRenderer.send('x', 1, 'one');
    b.renderer.channel('x').next(2);
    turn();
    expect(log).toEqual([[a.id, [1, 'one']], 1, [b.id, [2]], 2]);
  });

  it('sends nothing after its end or without renderers, and does not throw', () => {
    const { main, open, turn } = inVirtualTime();
    main.channel('x').next(1);
    const { ipcRenderer } = open();
    const heard: unknown[] = [];
    ipcRenderer.on('x', (_event, value) => heard.push(value));
    const channel = main.channel('x');
    channel.complete();
    channel.next(2);
    main.channel('x').next(3);
    turn();
    expect(heard).toEqual([3]);
  });

  it('isolates subscribers: one that throws harms no other', async () => {
    const { main, open, turn } = inVirtualTime();
    const { ipcRenderer } = open();
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    main.channel('x').subscribe((value) => {
      if (value === 1) throw new Error('broken');
    });
    const values: unknown[] = [];
    main.channel('x').subscribe((value) => values.push(value));
    ipcRenderer.send('x', 1);
    ipcRenderer.send('x', 2);
    turn();
    expect(values).toEqual([1, 2]);
    expect(await uncaught).toEqual(new Error('broken'));
  });

  it('leaves nothing behind when its subscribers have left', () => {
    const { main, open, turn } = inVirtualTime();
    const { id, ipcRenderer } = open();
    const drops: unknown[] = [];
    main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item.reason));
    const channel = main.channel('x');
    const subscriptions = [channel, channel.messages$, channel.to(id)].map((subject) => subject.subscribe());
    ipcRenderer.send('x');
    turn();
    expect(drops).toEqual([]);
    for (const subscription of subscriptions) subscription.unsubscribe();
    ipcRenderer.send('x');
    turn();
    expect(drops).toEqual(['unheard']);
    expect(main.ipcMain.eventNames()).toEqual(['error']);
  });
});

describe('mainChannel.to', () => {
  it('sends to one renderer, and shows only the messages of that one', () => {
    const { main, open, turn } = inVirtualTime();
    const [a, b] = [open(), open()];
    const log: unknown[] = [];
    a.renderer.channel('x').subscribe((value) => log.push(['a', value]));
    b.renderer.channel('x').subscribe((value) => log.push(['b', value]));
    main
      .channel('x')
      .to(a.webContents)
      .subscribe((value) => log.push(['from a', value]));
    main
      .channel('x')
      .to(b.id)
      .subscribe((value) => log.push(['from b', value]));
    main.channel('x').to(a.id).next(1);
    main.channel('x').to(b.webContents).next(2);
    turn();
    a.renderer.channel('x').next(3);
    b.renderer.channel('x').next(4);
    turn();
    expect(log).toEqual([
      ['a', 1],
      ['b', 2],
      ['from a', 3],
      ['from b', 4],
    ]);
  });

  it('reaches the next epoch of the same window', () => {
    const { main, open, turn } = inVirtualTime();
    const first = open();
    const toWindow = main.channel('x').to(first.id);
    const values: unknown[] = [];
    toWindow.subscribe((value) => values.push(value));
    turn();
    first.renderer.close();
    turn();
    toWindow.next('nobody');
    const second = open({ id: first.id });
    second.renderer.channel('x').subscribe((value) => values.push(['renderer', value]));
    toWindow.next('kept');
    second.renderer.channel('x').next('back');
    turn();
    expect(values.sort()).toEqual(['back', ['renderer', 'kept']]);
  });
});
