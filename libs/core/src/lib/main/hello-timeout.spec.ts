import { EMPTY_BODY, packFrame, type Frame, type RendererMessage } from '@culvert/protocol';
import { NEVER, Subject, VirtualTimeScheduler, of, type Observable } from 'rxjs';
import { createMain, type MainOptions } from '../../index.js';

const hello: RendererMessage = { kind: 'hello', version: 1, codec: 'electronJson' };

describe('a connected renderer that says no hello', () => {
  function connectSilent(options: MainOptions, connected$?: Observable<void>) {
    const scheduler = new VirtualTimeScheduler();
    const main = createMain({ scheduler, ...options });
    const drops: string[] = [];
    main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(`${item.reason} ${item.to}`));
    const frames$ = new Subject<Frame>();
    const close = jest.fn();
    const webContents = main.connect({
      encoding: 'text',
      frames$,
      send: () => undefined,
      close,
      ...(connected$ && { connected$ }),
    });
    const at = (ms: number) => {
      // The clock only advances with scheduled tasks.
      scheduler.schedule(() => undefined, ms - scheduler.now());
      scheduler.maxFrames = ms;
      scheduler.flush();
    };
    const sayHello = () => frames$.next(packFrame([{ message: hello, body: EMPTY_BODY }], 'text'));
    return { webContents, drops, close, at, sayHello, main };
  }

  it.each([
    ['closed after ten seconds by default', {}, 10_000],
    ['closed after helloTimeoutMs', { helloTimeoutMs: 250 }, 250],
  ])('is %s', (_name, options, ms) => {
    const { webContents, drops, close, at } = connectSilent(options, of(undefined));
    at(ms - 1);
    expect(webContents.isDestroyed()).toBe(false);
    at(ms);
    expect(webContents.isDestroyed()).toBe(true);
    expect(close).toHaveBeenCalled();
    expect(drops).toEqual([`hello-timeout ${webContents.id}`]);
  });

  it('is closed that long after it connects, not after main.connect', () => {
    const connected$ = new Subject<void>();
    const { webContents, at } = connectSilent({}, connected$);
    at(60_000);
    connected$.next();
    at(69_999);
    expect(webContents.isDestroyed()).toBe(false);
    at(70_000);
    expect(webContents.isDestroyed()).toBe(true);
  });

  it.each([
    ['if helloTimeoutMs is 0', { helloTimeoutMs: 0 }, of(undefined)],
    ['if helloTimeoutMs is Infinity', { helloTimeoutMs: Infinity }, of(undefined)],
    ['if the transport cannot tell that the renderer is connected', {}, undefined],
    ['if the renderer never connects', {}, NEVER],
  ])('has no time limit %s', (_name, options, connected$) => {
    const { webContents, at } = connectSilent(options, connected$);
    at(1e9);
    expect(webContents.isDestroyed()).toBe(false);
  });

  it('has no time limit after its hello', () => {
    const { webContents, at, sayHello } = connectSilent({}, of(undefined));
    at(9999);
    sayHello();
    at(1e9);
    expect(webContents.isDestroyed()).toBe(false);
  });

  it('is not reported after main is closed', () => {
    const { main, drops, at } = connectSilent({}, of(undefined));
    main.close();
    at(1e9);
    expect(drops).toEqual([]);
  });
});
