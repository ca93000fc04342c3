import { NEVER, Subject, of, type Observable } from 'rxjs';
import type { MainOptions } from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';

describe('a connected renderer that says no hello', () => {
  function connectSilent(options: MainOptions, connected$?: Observable<void>) {
    const { main, peer, scheduler, pass } = inVirtualTime(options);
    const drops = dropsOf(main, ({ reason, to }) => `${reason} ${to}`);
    const { webContents, transport, send } = peer({}, connected$ && { connected$ });
    const at = (ms: number) => pass(ms - scheduler.now());
    return { main, webContents, drops, close: transport.close, at, sayHello: () => send(hello) };
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
