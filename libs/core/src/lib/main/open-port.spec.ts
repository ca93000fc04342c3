import type { MessagePort } from 'node:worker_threads';
import { firstValueFrom } from 'rxjs';
import {
  createMemoryLink,
  createRenderer,
  type Inspection,
  type MainOptions,
  type OpenedPort,
  type PolicyRequest,
  type RendererOptions,
  type Transport,
} from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';

function setUp(options: MainOptions = {}) {
  const { main, open: openOn } = inProcess(options);
  const inspected: Inspection[] = [];
  main.inspect$.subscribe((item) => inspected.push(item));
  const open = async (rendererOptions: RendererOptions = {}, moves = true) => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    const endOf = (end: Transport) => (moves ? end : withoutPorts(end));
    const { renderer } = openOn({}, rendererOptions, [endOf(mainEnd), endOf(rendererEnd)]);
    const opened: OpenedPort[] = [];
    renderer.ports$.subscribe((port) => opened.push(port));
    await renderer.ready;
    return { renderer, opened };
  };
  return { main, open, inspected };
}

function withoutPorts({ transfersPorts: _, ...transport }: Transport): Transport {
  return transport;
}

function next(port: object): Promise<unknown> {
  return new Promise((resolve) => {
    (port as MessagePort).once('message', resolve);
    (port as MessagePort).once('close', () => resolve('closed'));
  });
}

describe('openPort', () => {
  it('connects two renderers, and main does not see their messages', async () => {
    const { open, inspected } = setUp();
    const [a, b] = [await open(), await open()];
    const arriving = firstValueFrom(b.renderer.ports$);
    const port = await a.renderer.openPort(b.renderer.id, 'chat');
    const { senderId, name, port: other } = await arriving;
    expect([senderId, name]).toEqual([a.renderer.id, 'chat']);
    const seen = inspected.length;
    const heard = next(other);
    port.postMessage({ secret: 1 });
    expect(await heard).toEqual({ secret: 1 });
    const answer = next(port);
    other.postMessage('and back');
    expect(await answer).toBe('and back');
    expect(inspected).toHaveLength(seen);
    const closed = next(port);
    other.close();
    expect(await closed).toBe('closed');
  });

  it('leaves nothing in the state of main', async () => {
    const { main, open } = setUp();
    const [a, b] = [await open(), await open()];
    const before = await firstValueFrom(main.state$);
    const port = await a.renderer.openPort(b.renderer.id);
    expect(await firstValueFrom(main.state$)).toBe(before);
    expect(b.opened).toMatchObject([{ name: '' }]);
    port.close();
  });

  it('to the own id gives both ends', async () => {
    const { open } = setUp();
    const { renderer, opened } = await open();
    const port = await renderer.openPort(renderer.id, 'self');
    const heard = next(opened[0]!.port);
    port.postMessage(1);
    expect(await heard).toBe(1);
    port.close();
  });

  it('outlives the connection to main', async () => {
    const { main, open } = setUp();
    const [a, b] = [await open(), await open()];
    const port = await a.renderer.openPort(b.renderer.id);
    main.close();
    const heard = next(b.opened[0]!.port);
    port.postMessage('still here');
    expect(await heard).toBe('still here');
    port.close();
  });

  it('gives the other end to a renderer with a later handshake', async () => {
    const { main, open } = setUp();
    const a = await open();
    const [mainEnd, rendererEnd] = createMemoryLink();
    const { id } = main.connect(mainEnd);
    const port = await a.renderer.openPort(id, 'early');
    port.postMessage('kept');
    const late = createRenderer(rendererEnd);
    const arrived = await firstValueFrom(late.ports$);
    expect(await next(arrived.port)).toBe('kept');
    port.close();
  });

  it('is closed if the target has no subscriber to ports$', async () => {
    const { main, open } = setUp();
    const a = await open();
    const [mainEnd, rendererEnd] = createMemoryLink();
    const { id } = main.connect(mainEnd);
    createRenderer(rendererEnd);
    expect(await next(await a.renderer.openPort(id))).toBe('closed');
  });

  it('asks the policy, with the target', async () => {
    const requests: PolicyRequest[] = [];
    const { open, inspected } = setUp({
      policy: (request) => (requests.push(request), request.kind !== 'port' ? true : { deny: 'no' }),
    });
    const [a, b] = [await open(), await open()];
    await expect(a.renderer.openPort(b.renderer.id, 'chat')).rejects.toMatchObject({
      name: 'CulvertError',
      code: 'ERR_CULVERT_DENIED',
      message: "'chat': the policy denied this port: no",
    });
    expect(requests).toEqual([
      { kind: 'port', channel: 'chat', sender: { id: 1, kind: 'window' }, target: { id: 2, kind: 'window' } },
    ]);
    expect(inspected).toContainEqual(expect.objectContaining({ kind: 'drop', reason: 'denied', to: 2 }));
    expect(b.opened).toEqual([]);
  });

  it('rejects for a renderer that does not exist, or that is gone', async () => {
    const { open } = setUp();
    const [a, b] = [await open(), await open()];
    await expect(a.renderer.openPort(99, 'chat')).rejects.toMatchObject({
      code: 'ERR_CULVERT_UNKNOWN_TARGET',
      message: "'chat': there is no renderer 99.",
    });
    b.renderer.close();
    await new Promise(setImmediate);
    await expect(a.renderer.openPort(2)).rejects.toMatchObject({ code: 'ERR_CULVERT_UNKNOWN_TARGET' });
  });

  it('rejects if one of the two transports transfers no ports, and names it', async () => {
    const { open } = setUp();
    const [a, b] = [await open(), await open({}, false)];
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      await expect(from.renderer.openPort(to.renderer.id, 'chat')).rejects.toMatchObject({
        code: 'ERR_CULVERT_PORTS_UNSUPPORTED',
        message: expect.stringMatching(/'chat'.*renderer 2 cannot transfer ports/),
      });
    }
  });

  it('rejects when the connection closes, before the request or during it', async () => {
    const { open } = setUp();
    const { renderer } = await open();
    const meanwhile = renderer.openPort(1, 'chat');
    renderer.close();
    const error = { code: 'ERR_CULVERT_DISCONNECTED', message: expect.stringMatching(/^'chat': /) };
    await expect(meanwhile).rejects.toMatchObject(error);
    await expect(renderer.openPort(1, 'chat')).rejects.toMatchObject(error);
    await expect(firstValueFrom(renderer.ports$, { defaultValue: 'completed' })).resolves.toBe('completed');
  });

  it('throws at the call for an invalid id or name', async () => {
    const { open } = setUp();
    const { renderer } = await open({ limits: { channelLength: 3 } });
    const typeError = expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' });
    expect(() => renderer.openPort('1' as unknown as number)).toThrow(typeError);
    expect(() => renderer.openPort(1.5)).toThrow(typeError);
    expect(() => renderer.openPort(1, 2 as unknown as string)).toThrow(typeError);
    expect(() => renderer.openPort(1, 'long')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_CHANNEL_TOO_LONG' }),
    );
  });
});
