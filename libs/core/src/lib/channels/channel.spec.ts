import { ObjectUnsubscribedError, Subject, config, from, map } from 'rxjs';
import { Channel } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

/** Everything that an Observable does, as text. */
function logOf(source$: Pick<Subject<unknown>, 'subscribe'>) {
  const log: string[] = [];
  const subscription = source$.subscribe({
    next: (value) => log.push(`next ${JSON.stringify(value)}`),
    error: (error: Error) => log.push(`error ${error.message}`),
    complete: () => log.push('complete'),
  });
  return { log, subscription };
}

afterEach(() => {
  config.onUnhandledError = null;
});

describe('a channel of a renderer', () => {
  it('is a Subject, one a name', () => {
    const { renderer } = inVirtualTime().open();
    const channel = renderer.channel<number>('x');
    expect(channel).toBeInstanceOf(Subject);
    expect(channel).toBeInstanceOf(Channel);
    expect(renderer.channel('x')).toBe(channel);
    expect(renderer.channel('y')).not.toBe(channel);
  });

  it('sends with next what ipcMain.on hears, without an echo', () => {
    const { main, open, turn } = inVirtualTime();
    const { renderer } = open();
    const heard: unknown[] = [];
    main.ipcMain.on('x', (_event, ...args) => heard.push(args));
    const { log } = logOf(renderer.channel('x'));
    renderer.channel('x').next({ n: 1 });
    from([2, 3])
      .pipe(map((n) => n * 10))
      .subscribe((n) => renderer.channel('x').next(n));
    turn();
    expect(heard).toEqual([[{ n: 1 }], [20], [30]]);
    expect(log).toEqual([]);
  });

  it('gives subscribers the first argument of what ipcRenderer.on hears, and messages$ all of it', () => {
    const { open, turn } = inVirtualTime();
    const { renderer, webContents, ipcRenderer } = open();
    const channel = renderer.channel<number>('x');
    const { log } = logOf(channel);
    const piped = logOf(channel.pipe(map((n) => n + 1)));
    const messages: unknown[] = [];
    channel.messages$.subscribe(({ event, args }) =>
      messages.push([event.sender === ipcRenderer, event.senderId, args]),
    );
    webContents.send('x', 1, 'two');
    webContents.send('x');
    turn();
    expect(log).toEqual(['next 1', 'next undefined']);
    expect(piped.log).toEqual(['next 2', 'next null']);
    expect(messages).toEqual([
      [true, 0, [1, 'two']],
      [true, 0, []],
    ]);
  });

  it('throws from next for a value that cannot be sent, as send does', () => {
    const { renderer } = inVirtualTime().open();
    expect(() => renderer.channel('x'.repeat(1025)).next(1)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_CHANNEL_TOO_LONG' }),
    );
  });

  it.each([
    ['complete', (channel: Subject<unknown>) => channel.complete(), ['complete']],
    ['error', (channel: Subject<unknown>) => channel.error(new Error('over')), ['error over']],
    ['unsubscribe', (channel: Subject<unknown>) => channel.unsubscribe(), []],
  ])('ends itself with %s, never the wire, and makes room for a fresh one', (_name, end, ending) => {
    const { main, open, turn } = inVirtualTime();
    const { renderer, webContents, ipcRenderer } = open();
    const heard: unknown[] = [];
    main.ipcMain.on('x', (_event, value) => heard.push(value));
    ipcRenderer.on('x', (_event, value) => heard.push(value));
    const channel = renderer.channel('x');
    const [values, messages] = [logOf(channel), logOf(channel.messages$)];
    end(channel);
    // Of a Subject that is unsubscribed, RxJS says so.
    if (channel.closed) expect(() => channel.next('x')).toThrow(ObjectUnsubscribedError);
    else channel.next('into nothing');
    webContents.send('x', 'to the listener');
    turn();
    expect([values.log, messages.log]).toEqual([ending, ending]);
    const fresh = renderer.channel('x');
    expect(fresh).not.toBe(channel);
    const { log } = logOf(fresh);
    fresh.next('from the fresh one');
    webContents.send('x', 'to both');
    turn();
    expect(log).toEqual(['next "to both"']);
    expect(heard.sort()).toEqual(['from the fresh one', 'to both', 'to the listener']);
    expect([values.log, messages.log]).toEqual([ending, ending]);
  });

  it('may be ended by its own subscriber, in the middle of a message', () => {
    const { open, turn } = inVirtualTime();
    const { renderer, webContents, ipcRenderer } = open();
    const channel = renderer.channel('x');
    channel.messages$.subscribe(() => channel.unsubscribe());
    logOf(channel);
    const heard = jest.fn();
    ipcRenderer.on('y', heard);
    webContents.send('x');
    webContents.send('y');
    turn();
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('isolates subscribers: one that throws harms no other, and no listener', async () => {
    const { open, turn } = inVirtualTime();
    const { renderer, webContents, ipcRenderer } = open();
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    const channel = renderer.channel('x');
    channel.subscribe((value) => {
      if (value === 1) throw new Error('broken');
    });
    const { log } = logOf(channel);
    const heard = jest.fn();
    ipcRenderer.on('x', heard);
    webContents.send('x', 1);
    webContents.send('x', 2);
    turn();
    expect(log).toEqual(['next 1', 'next 2']);
    expect(heard).toHaveBeenCalledTimes(2);
    expect(await uncaught).toEqual(new Error('broken'));
  });

  it('leaves nothing behind when its subscribers have left', () => {
    const { open, turn } = inVirtualTime();
    const { renderer, webContents, ipcRenderer } = open();
    const channel = renderer.channel('x');
    const logs = [channel, channel.messages$, channel.to(7), channel.toHost()].map((subject) =>
      logOf(subject),
    );
    expect(channel.observed).toBe(true);
    for (const { subscription } of logs) subscription.unsubscribe();
    expect([channel.observed, channel.isObserved]).toEqual([false, false]);
    expect(ipcRenderer.eventNames()).toEqual([]);
    webContents.send('x', 1);
    turn();
    expect(logs.flatMap(({ log }) => log)).toEqual([]);
  });
});

describe('channel.to', () => {
  it('sends to one renderer, and shows only the messages of that one', () => {
    const { main, open, turn } = inVirtualTime();
    const [a, b, c] = [open(), open(), open()];
    const heardByMain = jest.fn();
    main.ipcMain.on('x', heardByMain);
    const fromB = logOf(a.renderer.channel('x').to(b.id));
    const all = logOf(a.renderer.channel('x'));
    const atB = logOf(b.renderer.channel('x').to(a.id));
    const atC = logOf(c.renderer.channel('x'));
    a.renderer.channel('x').to(b.id).next('to b');
    b.ipcRenderer.sendTo(a.id, 'x', 'from b', 'more');
    c.ipcRenderer.sendTo(a.id, 'x', 'from c');
    a.webContents.send('x', 'from main');
    turn();
    expect(fromB.log).toEqual(['next "from b"']);
    expect(all.log.sort()).toEqual(['next "from b"', 'next "from c"', 'next "from main"']);
    expect(atB.log).toEqual(['next "to b"']);
    expect(atC.log).toEqual([]);
    expect(heardByMain).not.toHaveBeenCalled();
  });

  it('reaches itself, asynchronously', () => {
    const { open, turn } = inVirtualTime();
    const { id, renderer } = open();
    const self = renderer.channel('x').to(id);
    const { log } = logOf(self);
    self.next('me');
    expect(log).toEqual([]);
    turn();
    expect(log).toEqual(['next "me"']);
  });

  it('is a Subject of its own: its end leaves the channel open, the channel ends it', () => {
    const { open, turn } = inVirtualTime();
    const [a, b] = [open(), open()];
    const channel = a.renderer.channel('x');
    const [first, second] = [channel.to(b.id), channel.to(b.id)];
    const [atFirst, atSecond, atChannel] = [logOf(first), logOf(second), logOf(channel)];
    first.complete();
    first.next('into nothing');
    const atB = logOf(b.renderer.channel('x'));
    b.ipcRenderer.sendTo(a.id, 'x', 1);
    turn();
    channel.complete();
    second.complete();
    expect(atFirst.log).toEqual(['complete']);
    expect(atSecond.log).toEqual(['next 1', 'complete']);
    expect(atChannel.log).toEqual(['next 1', 'complete']);
    expect(atB.log).toEqual([]);
  });

  it('follows its source while it has subscribers, and passes on an error', () => {
    const { open, turn } = inVirtualTime();
    const [a, b] = [open(), open()];
    const channel = a.renderer.channel('x');
    const directed = channel.to(b.id);
    const early = logOf(directed);
    early.subscription.unsubscribe();
    const [one, two] = [logOf(directed), logOf(directed.pipe(map((n) => [n])))];
    one.subscription.unsubscribe();
    b.ipcRenderer.sendTo(a.id, 'x', 1);
    turn();
    channel.error(new Error('over'));
    expect([early.log, one.log, two.log]).toEqual([[], [], ['next [1]', 'error over']]);
    expect(logOf(directed).log).toEqual(['error over']);
  });

  it('isolates its subscribers, and takes the three callbacks of RxJS', async () => {
    const { open, turn } = inVirtualTime();
    const [a, b] = [open(), open()];
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    const directed = a.renderer.channel('x').to(b.id);
    directed.subscribe((value) => {
      if (value === 1) throw new Error('broken');
    });
    const log: unknown[] = [];
    directed.subscribe(
      (value) => log.push(value),
      undefined,
      () => log.push('complete'),
    );
    b.ipcRenderer.sendTo(a.id, 'x', 1);
    turn();
    directed.complete();
    expect(log).toEqual([1, 'complete']);
    expect(await uncaught).toEqual(new Error('broken'));
  });
});

describe('channel.toHost', () => {
  it('sends to the window that embeds this guest, and shows what the channel shows', () => {
    const { open, turn } = inVirtualTime();
    const host = open();
    const guest = open({ kind: 'webview', host: host.id });
    const heard: unknown[] = [];
    host.renderer.guest(guest.id).on('ipc-message', ({ channel, args }) => heard.push([channel, args]));
    const toHost = guest.renderer.channel('x').toHost();
    const { log } = logOf(toHost);
    toHost.next('up');
    host.renderer.guest(guest.id).send('x', 'down');
    turn();
    expect(heard).toEqual([['x', ['up']]]);
    expect(log).toEqual(['next "down"']);
  });
});
