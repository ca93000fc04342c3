import type { Frame } from '@culvert/protocol';
import type { Subject } from 'rxjs';
import { EMPTY, throwError } from 'rxjs';
import { createMemoryLink } from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { mainByHand, deliver } from '../../../testing/main-by-hand.js';

describe('a renderer with a connection that ends', () => {
  it.each([
    ['completes', (frames$: Subject<Frame>) => frames$.complete(), undefined],
    ['breaks', (frames$: Subject<Frame>) => frames$.error(new Error('cable')), new Error('cable')],
  ])('settles everything when the transport %s', async (_name, end, cause) => {
    const { renderer, ipcRenderer, frames$, statuses, transport } = mainByHand();
    const call = ipcRenderer.invoke('x');
    end(frames$);
    const disconnected = { code: 'ERR_CULVERT_DISCONNECTED', cause };
    await expect(renderer.ready).rejects.toMatchObject(disconnected);
    await expect(call).rejects.toMatchObject(disconnected);
    await expect(ipcRenderer.invoke('x')).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      cause: expect.objectContaining(disconnected),
    });
    expect(statuses).toEqual(['connecting', 'closed']);
    expect(transport.close).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['completed', EMPTY],
    ['broken', throwError(() => new Error('cable'))],
  ])('is closed from the start if the transport is already %s', async (_name, frames$) => {
    const { renderer, ipcRenderer, packets, transport, statuses } = mainByHand({ frames$ });
    await expect(renderer.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    await expect(ipcRenderer.invoke('x')).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    ipcRenderer.send('x');
    expect([statuses, packets]).toEqual([['closed'], []]);
    expect(transport.close).toHaveBeenCalledTimes(1);
  });

  it('has one promise of its handshake, whenever the app asks for it', async () => {
    const { open } = inProcess();
    const { renderer } = open();
    const early = renderer.ready;
    await early;
    expect(renderer.ready).toBe(early);
    const { renderer: late } = open();
    await open().renderer.ready;
    void late.close();
    await expect(late.ready).resolves.toBeUndefined();
  });

  it('shows closed to late subscribers', () => {
    const { renderer } = mainByHand();
    renderer.close();
    const log: string[] = [];
    renderer.status$.subscribe({ next: (status) => log.push(status), complete: () => log.push('complete') });
    expect(log).toEqual(['closed', 'complete']);
  });

  it('neither sends nor hears from then on, and throws for neither', () => {
    const { renderer, ipcRenderer, frames$, packets, send, turn } = mainByHand();
    const heard = jest.fn();
    ipcRenderer.on('x', heard);
    renderer.close();
    renderer.close();
    packets.length = 0;
    ipcRenderer.send('x');
    ipcRenderer.sendTo(1, 'x');
    renderer.channel('x').next(1);
    send(deliver('x'));
    turn();
    expect(packets).toEqual([]);
    expect(heard).not.toHaveBeenCalled();
    expect(frames$.observed).toBe(false);
  });

  it('may close in the middle of a frame: the rest of the frame is dropped', () => {
    const { renderer, ipcRenderer, send } = mainByHand();
    const log: string[] = [];
    ipcRenderer.on('x', () => {
      log.push('x');
      renderer.close();
    });
    ipcRenderer.on('y', () => log.push('y'));
    send([deliver('x'), deliver('y')]);
    expect(log).toEqual(['x']);
  });

  it('does not make a rejected ready an unhandled rejection', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    mainByHand().renderer.close();
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('a transport that throws at a renderer', () => {
  const fail = () => {
    throw new Error('broken');
  };

  it('ends the connection if it cannot send, with the cause', async () => {
    let isBroken = false;
    const { renderer, ipcRenderer, turn, transport } = mainByHand({ send: () => isBroken && fail() });
    isBroken = true;
    const call = ipcRenderer.invoke('x');
    expect(() => turn()).not.toThrow();
    await expect(call).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      cause: new Error('broken'),
    });
    await expect(renderer.ready).rejects.toMatchObject({ cause: new Error('broken') });
    expect(transport.close).toHaveBeenCalledTimes(1);
  });

  it('ends the connection even if the first frame fails', async () => {
    const { renderer } = mainByHand({ send: fail });
    await expect(renderer.ready).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      cause: new Error('broken'),
    });
  });

  it('does not stop it from closing, neither by its last frame nor by close', async () => {
    let isBroken = false;
    const { renderer, ipcRenderer, statuses } = mainByHand({ send: () => isBroken && fail(), close: fail });
    isBroken = true;
    const call = ipcRenderer.invoke('x');
    expect(() => renderer.close()).not.toThrow();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    expect(statuses).toEqual(['connecting', 'closed']);
  });

  it('fails a sendSync if it cannot send the messages before it', () => {
    const sendSync = jest.fn();
    let isBroken = false;
    const { ipcRenderer } = mainByHand({ send: () => isBroken && fail(), sendSync });
    isBroken = true;
    ipcRenderer.send('x');
    expect(() => void ipcRenderer.sendSync('y')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED' }),
    );
    expect(sendSync).not.toHaveBeenCalled();
  });
});

describe('a message of main to a renderer', () => {
  it('is dropped if it cannot be read, and later messages arrive', async () => {
    const { renderer, ipcRenderer, frames$, send } = mainByHand();
    const heard: unknown[] = [];
    ipcRenderer.on('x', (_event, ...args) => heard.push(args));
    const deliverText = (text: string) => send(deliver('x'), { text, blobs: [] });
    for (const frame of ['garbage', undefined, 7, {}, [], '[[null],[0]]\n', '[{},[]]\n']) frames$.next(frame);
    deliverText('{"not":"arguments"}');
    deliverText('[1');
    send([{ kind: 'unknown' }, { kind: 'reply', seq: 99, ok: true }]);
    deliverText('[1]');
    send({ kind: 'welcome', id: 3, epoch: 1 });
    await renderer.ready;
    expect(heard).toEqual([[1]]);
    expect(renderer.id).toBe(3);
  });

  it('rejects a call if it is an answer that cannot be decoded', async () => {
    const { ipcRenderer, send } = mainByHand();
    const call = ipcRenderer.invoke('x');
    send({ kind: 'reply', seq: 1, ok: true }, { text: '{', blobs: [] });
    await expect(call).rejects.toMatchObject({ code: 'ERR_CULVERT_MALFORMED_FRAME' });
  });

  it('is decoded only with a listener', () => {
    const { ipcRenderer, renderer, send, turn } = mainByHand();
    renderer.start();
    turn();
    const decode = jest.spyOn(JSON, 'parse');
    send(deliver('x'));
    const unheard = decode.mock.calls.length;
    decode.mockClear();
    ipcRenderer.on('x', () => undefined);
    renderer.channel('x').subscribe();
    send(deliver('x'));
    expect(decode.mock.calls.length).toBe(unheard + 1);
    decode.mockRestore();
  });
});

describe("a renderer's subscription to frames$", () => {
  it('is the only one, for any number of listeners, and ends with the connection', () => {
    const link = createMemoryLink();
    const subscribe = jest.spyOn(link[1].frames$, 'subscribe');
    const { renderer } = inProcess().open({}, {}, link);
    for (let i = 0; i < 20; i++) {
      renderer.channel(`x${i}`).subscribe();
      renderer.ipcRenderer.on(`x${i}`, () => undefined);
    }
    expect(subscribe).toHaveBeenCalledTimes(1);
  });
});
