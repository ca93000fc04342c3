import { AsyncLocalStorage } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Frame } from '@culvert/protocol';
import type { Subject } from 'rxjs';
import { ObjectUnsubscribedError, Observable, finalize, take } from 'rxjs';
import { createMemoryLink, createRenderer, defineContract, expose, stream, wrap } from '../../index.js';
import { inProcess, inVirtualTime } from '../../../testing/in-process.js';
import { recordUncaught } from '../../../testing/uncaught-errors.js';
import { mainByHand, deliver } from '../../../testing/main-by-hand.js';

const broken = () => {
  throw new Error('broken');
};

const { uncaught, reported } = recordUncaught();

describe('foreign code that throws in a renderer', () => {
  it('does not stop the rest of a frame', async () => {
    const { renderer, ipcRenderer, send } = mainByHand();
    const heard = jest.fn();
    ipcRenderer.on('x', broken);
    renderer.channel('x').subscribe(broken);
    renderer.channel('x').pipe(take(1), finalize(broken)).subscribe();
    renderer.channel('x').messages$.pipe(take(1), finalize(broken)).subscribe();
    renderer.channel('x').subscribe(heard);
    ipcRenderer.on('y', heard);
    send([deliver('x'), deliver('y')]);
    expect(heard).toHaveBeenCalledTimes(2);
    await reported();
    expect(uncaught.length).toBeGreaterThanOrEqual(2);
  });

  it('in the teardown of a stream that main cancels does not stop later messages', async () => {
    const { open, turn } = inVirtualTime();
    const { webContents, renderer } = open();
    const contract = defineContract('app', { rows: stream<void, number>() });
    expose(renderer, contract, { rows: () => new Observable(() => broken) });
    const heard: unknown[] = [];
    renderer.ipcRenderer.on('x', (_event, n) => heard.push(n));
    const subscription = wrap(webContents, contract).rows().subscribe();
    turn();
    webContents.send('x', 1);
    subscription.unsubscribe();
    webContents.send('x', 2);
    webContents.send('x', 3);
    turn();
    expect(heard).toEqual([1, 2, 3]);
    await reported();
    expect(uncaught).toHaveLength(1);
  });

  it('does not stop the end: every step runs', async () => {
    const frames$ = new Observable<Frame>(() => broken);
    const { renderer, ipcRenderer } = mainByHand({ frames$, close: broken });
    const log: unknown[] = [];
    renderer.status$.subscribe({ next: (status) => status === 'closed' && broken(), complete: broken });
    renderer.status$.pipe(finalize(broken)).subscribe();
    renderer.ports$.pipe(finalize(broken)).subscribe();
    renderer.drops$.pipe(finalize(broken)).subscribe();
    renderer.status$.subscribe({ next: (status) => log.push(status), complete: () => log.push('complete') });
    renderer.ports$.subscribe({ complete: () => log.push('ports') });
    const call = ipcRenderer.invoke('x');
    await renderer.close();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    await expect(renderer.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    expect(log).toEqual(['connecting', 'closed', 'complete', 'ports']);
  });

  it('in the subscription to a transport ends its connection', async () => {
    const { renderer } = mainByHand({ frames$: { subscribe: broken } as unknown as Observable<Frame> });
    await expect(renderer.ready).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      cause: new Error('broken'),
    });
  });

  it('may close, send and connect again within a listener', () => {
    const { renderer, ipcRenderer, send } = mainByHand();
    const log: string[] = [];
    renderer.status$.subscribe((status) => {
      log.push(status);
      if (status === 'live') renderer.close();
      if (status === 'closed') {
        ipcRenderer.send('x');
        renderer.close();
        createRenderer(createMemoryLink()[1]).close();
      }
    });
    send([{ kind: 'welcome', id: 1, epoch: 1 }, deliver('x')]);
    expect(log).toEqual(['connecting', 'live', 'closed']);
  });
});

describe('a malformed message of main', () => {
  it.each([
    [{}],
    [{ kind: 7 }],
    [{ kind: 'constructor' }],
    [{ kind: '__proto__' }],
    [{ kind: 'send', channel: 'x' }],
    [{ kind: 'welcome' }],
    [{ kind: 'welcome', id: '1', epoch: 1 }],
    [{ kind: 'deliver', channel: ['x'], senderId: 0 }],
    [{ kind: 'deliver', channel: 'x', senderId: '0' }],
    [{ kind: 'deliverToHost', channel: 'x' }],
    [{ kind: 'deliverPort', channel: 1, senderId: 1 }],
    [{ kind: 'reply', seq: 'x', ok: true }],
    [{ kind: 'reply', seq: 1, ok: 'yes' }],
    [{ kind: 'items', seq: 1, sizes: 5 }],
    [{ kind: 'demand', seq: 1, items: null, bytes: 1 }],
    [{ kind: 'cancel' }],
    [{ kind: 'serveCall', channel: 'x', seq: 1, sender: null }],
    [{ kind: 'serveStream', channel: 'x', seq: 1, sender: {} }],
    [{ kind: 'refuse', code: 1, reason: 'x' }],
    [{ kind: 'guestFrame', link: {} }],
  ])('is dropped and counted, and the rest of its frame arrives: %j', (message) => {
    const { ipcRenderer, renderer, send, drops } = mainByHand();
    const heard = jest.fn();
    ipcRenderer.on('x', heard);
    send([deliver('x'), message, deliver('x')]);
    expect(heard).toHaveBeenCalledTimes(2);
    expect(drops).toMatchObject([{ reason: 'malformed', count: 1 }]);
    expect(renderer.id).toBe(0);
  });

  it('may be an invalid frame', () => {
    const { frames$, drops } = mainByHand();
    for (const frame of ['garbage', undefined, 7]) frames$.next(frame);
    expect(drops).toEqual(drops.map(() => ({ reason: 'malformed', count: 1 })));
    expect(drops.length).toBe(3);
  });
});

describe('runInContext', () => {
  const storage = new AsyncLocalStorage<string>();

  it('runs listeners and subscribers in the context of the app, early messages included', () => {
    const runInContext = storage.run('app', () => AsyncLocalStorage.snapshot());
    const { renderer, ipcRenderer, send, turn } = mainByHand({}, { runInContext });
    const contexts: unknown[] = [];
    send(deliver('x'));
    ipcRenderer.on('x', () => contexts.push(storage.getStore()));
    renderer.channel('x').subscribe(() => contexts.push(storage.getStore()));
    turn();
    storage.run('transport', () => send(deliver('x')));
    expect(contexts).toEqual(['app', 'app', 'app', 'app']);
  });

  it.each([
    ['throws', broken],
    ['calls nothing', () => undefined],
    ['calls twice', (run: () => void) => (run(), run())],
  ])('neither loses nor repeats a message if it %s', (_name, runInContext) => {
    const { ipcRenderer, send } = mainByHand({}, { runInContext });
    const heard = jest.fn();
    ipcRenderer.on('x', heard);
    send(deliver('x'));
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe('a Subject of a channel that is unsubscribed', () => {
  it.each(['channel', 'to', 'toHost', 'main', 'main.to'])(
    'throws at next, and harms no incoming message: %s',
    async (which) => {
      const { main, open, turn } = inVirtualTime();
      const { webContents: window, renderer } = open();
      const subjects: Record<string, Subject<unknown>> = {
        channel: renderer.channel('x'),
        to: renderer.channel('x').to(0),
        toHost: renderer.channel('x').toHost(),
        main: main.channel('x'),
        'main.to': main.channel('x').to(window),
      };
      const subject = subjects[which]!;
      subject.subscribe();
      subject.unsubscribe();
      const heard = jest.fn();
      main.ipcMain.on('x', heard);
      renderer.ipcRenderer.on('x', heard);
      window.send('x', 1);
      renderer.ipcRenderer.send('x', 1);
      turn();
      expect(heard).toHaveBeenCalledTimes(2);
      expect(() => subject.next(1)).toThrow(ObjectUnsubscribedError);
      expect(() => subject.subscribe()).toThrow(ObjectUnsubscribedError);
      await reported();
      expect(uncaught).toEqual([]);
    },
  );
});

describe('channels and guests that were used once', () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const used = async () => {
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve));
      collect();
    }
    return process.memoryUsage().heapUsed;
  };

  it('cost nothing afterwards: channels of both sides, guests, listeners', async () => {
    const { main, open } = inProcess();
    const { renderer } = open();
    const use = (i: number) => {
      renderer.channel(`a-${i}`);
      renderer.channel(`b-${i}`).subscribe().unsubscribe();
      renderer.channel(`c-${i}`, { replay: 1 }).complete();
      main.channel(`d-${i}`).subscribe().unsubscribe();
      renderer.guest(i);
      renderer.ipcRenderer.on(`e-${i}`, broken).off(`e-${i}`, broken);
    };
    for (let i = 0; i < 2000; i++) use(i);
    const before = await used();
    for (let i = 0; i < 50_000; i++) {
      use(i);
      if (i % 5000 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    // Each round uses six names. A name that is kept costs some hundred bytes. The platform tells the registry of
    // collected objects in its own time, a part of them after each collection.
    const bound = 50_000 * 200;
    let grown = (await used()) - before;
    for (let round = 0; round < 20 && grown >= bound; round++) grown = (await used()) - before;
    expect(grown).toBeLessThan(bound);
    renderer.close();
  }, 60_000);

  it('stay the same object for as long as code holds it, or it has a subscriber', async () => {
    const [, rendererEnd] = createMemoryLink();
    const renderer = createRenderer(rendererEnd);
    const held = renderer.channel('held');
    renderer.channel('observed').subscribe();
    renderer.channel('kept', { replay: 1 });
    const guest = renderer.guest(1);
    await used();
    expect(renderer.channel('held')).toBe(held);
    expect(renderer.channel('observed').observed).toBe(true);
    expect(renderer.channel('kept').replays).toBe(true);
    expect(renderer.guest(1)).toBe(guest);
    renderer.close();
  });
});
