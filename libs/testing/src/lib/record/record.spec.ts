import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import {
  EMPTY_BODY,
  PROTOCOL_VERSION,
  packFrame,
  type Packet,
  type RendererMessage,
} from '@culvert/protocol';
import { firstValueFrom, map, queueScheduler, VirtualTimeScheduler } from 'rxjs';
import { recordApp } from '../../../testing/recorded-app.js';
import { readRecording, record, replay, type RecordOptions } from '../../index.js';

function setUp(options?: RecordOptions) {
  const scheduler = new VirtualTimeScheduler();
  const main = createMain({ scheduler });
  const open = () => {
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const webContents = main.connect(mainEnd);
    return { webContents, renderer: createRenderer(rendererEnd, { scheduler }) };
  };
  return {
    main,
    scheduler,
    open,
    turn: () => scheduler.flush(),
    record: () => record(main.inspect$, options),
  };
}

describe('record', () => {
  it('begins at any time, with the state of that time, and ends with that of main', async () => {
    const { main, open, turn, record: start } = setUp();
    const early = open();
    main.ipcMain.handle('never', () => new Promise(() => undefined));
    early.renderer.ipcRenderer.invoke('never').catch(() => undefined);
    turn();
    const state = await firstValueFrom(main.state$);
    const recording = start();
    expect(recording.initial).toEqual(state);
    expect(state.endpoints[1]?.pending).toHaveLength(1);
    early.renderer.close();
    open();
    turn();
    expect(recording.final).toEqual(await firstValueFrom(main.state$));
    expect(replay(recording).events).toBe(recording.items.length);
  });

  it.each([1, 2, 7, 30])('keeps %d items at most, and a state from which a replay is exact', (items) => {
    const [all, some] = recordApp({}, { limit: { items } });
    expect(all!.items.length).toBeGreaterThan(35);
    expect(some!.items).toEqual(all!.items.slice(-items));
    expect(some!.removed).toBe(all!.items.length - items);
    expect(some!.final).toEqual(all!.final);
    expect(some!.initial).not.toEqual(all!.initial);
    replay(some!);
    replay(readRecording(some!.toJSONLines()));
  });

  it('keeps the newest of many items', () => {
    const { main, turn, open, record: start } = setUp({ limit: { items: 10 }, redact: false });
    open();
    turn();
    const recording = start();
    for (let n = 0; n < 5_000; n++) main.channel('count').next(n);
    expect(recording.items).toHaveLength(10);
    expect(recording.toJSONLines()).toMatch(/"\[4990\]"[^]*"\[4999\]"/);
    expect(recording.removed).toBe(4_990);
    replay(recording);
  });

  it('keeps lines of a limited length in all', () => {
    const bytes = 4_000;
    const [all, some] = recordApp({}, { limit: { bytes } });
    const linesOf = (text: string) => text.trimEnd().split('\n').slice(1, -1);
    const length = linesOf(some!.toJSONLines()).join('').length;
    const next = linesOf(all!.toJSONLines()).at(-some!.items.length - 1)!;
    expect(length).toBeLessThanOrEqual(bytes);
    expect(length + next.length).toBeGreaterThan(bytes);
    replay(some!);
  });

  it('forgets an item that is larger than its limit', () => {
    const [recording] = recordApp({ limit: { bytes: 1 } });
    expect(recording!.items).toEqual([]);
    expect(recording!.initial).toEqual(recording!.final);
  });

  it('ends with stop, and with main', () => {
    const { main, open, turn, record: start } = setUp();
    const [stopped, recording] = [start(), start()];
    open();
    turn();
    stopped.stop();
    const { length } = stopped.items;
    main.close();
    turn();
    expect(stopped.items).toHaveLength(length);
    expect(recording.items.length).toBeGreaterThan(length);
  });

  it('keeps a value that a listener changes later', () => {
    const { main, open, turn, record: start } = setUp({ redact: false });
    const recording = start();
    const { renderer } = open();
    main.ipcMain.on('bytes', (_event, bytes: Uint8Array) => bytes.fill(9));
    renderer.ipcRenderer.send('bytes', new Uint8Array([1, 2, 3]));
    turn();
    expect(recording.toJSONLines()).toContain('"blobs":["AQID"]');
  });

  it('costs main nothing before and after', () => {
    const { main, open, turn, scheduler, record: start } = setUp();
    const now = jest.spyOn(scheduler, 'now');
    open();
    turn();
    start().stop();
    now.mockClear();
    main.channel('x').next(1);
    expect(now).not.toHaveBeenCalled();
  });

  it.each([
    [{ limit: { item: 1 } }, "record: limit has no 'item', but items, bytes."],
    [{ limits: {} }, "record: options has no 'limits', but limit, redact."],
    [{ limit: { items: 0 } }, 'limit.items must be an integer, 1 or more; not 0.'],
    [{ redact: 'keys' }, 'record: redact must be true, false or a function.'],
  ])('refuses the options %j', (options, message) => {
    expect(() => setUp(options as RecordOptions).record()).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT', message }),
    );
  });

  it('refuses an Observable that an operator has made, because it may lack events', () => {
    const { main } = setUp();
    for (const other of [main.inspect$.pipe(map((item) => item)), undefined, null, 5, main]) {
      expect(() => record(other as never)).toThrow(
        expect.objectContaining({
          code: 'ERR_CULVERT_INVALID_ARGUMENT',
          message: expect.stringContaining('record needs main.inspect$ itself.') as string,
        }),
      );
    }
  });
});

describe('a recorded port', () => {
  it('is counted, and stays in the one body of its event', () => {
    const { main, open, turn, record: start } = setUp({ redact: false });
    const { renderer } = open();
    main.ipcMain.on('port', () => undefined);
    turn();
    const recording = start();
    const { port1, port2 } = new MessageChannel();
    renderer.ipcRenderer.postMessage('port', 'mine', [port1]);
    turn();
    port2.close();
    const line = recording.toJSONLines().split('\n')[1]!;
    expect(JSON.parse(line)).toMatchObject({
      event: { body: { text: '["mine"]', ports: 1 } },
      effects: [{ type: 'dispatch', body: 'event' }],
    });
    replay(readRecording(recording.toJSONLines()));
  });
});

describe('the redaction of a recording', () => {
  const secrets = /secret|key of|tick 0|"\[\\"a\\"\]"|AQL\//;

  it('leaves out each content by default, and keeps its size', () => {
    const [recording] = recordApp({});
    const text = recording!.toJSONLines();
    expect(text).not.toMatch(secrets);
    expect(text).toContain('"body":{"leftOut":3');
    replay(readRecording(text));
  });

  it('keeps each content on demand', () => {
    const [recording] = recordApp({ redact: false });
    const text = recording!.toJSONLines();
    for (const content of ['secret', 'tick 0', '"[\\"a\\"]"', 'AQL/']) expect(text).toContain(content);
  });

  it('decides for each message by its channel, sender and kind, also within a stream or call', () => {
    const heads = new Set<string>();
    const [recording] = recordApp({
      redact: ({ channel, from, kind }) => {
        heads.add(`${kind} ${channel} ${from}`);
        return channel !== 'math/ticks';
      },
    });
    const text = recording!.toJSONLines();
    expect(text).toContain('tick 0');
    expect(text).not.toMatch(/secret|"\[\\"a\\"\]"|AQL\//);
    expect([...heads]).toEqual(
      expect.arrayContaining([
        'send keys 1',
        'broadcast echo 0',
        'call math/double 1',
        'serveCall math/double 0',
        'answer math/double 0',
        'reply math/double 2',
        'items math/ticks 2',
        'sendToHost height 3',
      ]),
    );
    replay(recording!);
  });

  it('leaves out the frames of guests, which contain messages of their own', () => {
    const { main, turn, record: start } = setUp({ redact: () => false });
    const recording = start();
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler: queueScheduler });
    main.connect(mainEnd);
    const packets: readonly Packet<RendererMessage>[] = [
      { message: { kind: 'hello', version: PROTOCOL_VERSION, codec: 'electronJson' }, body: EMPTY_BODY },
      { message: { kind: 'openGuest', guest: 1, link: 1, origin: 'app://guest' }, body: EMPTY_BODY },
      { message: { kind: 'guestFrame', link: 1 }, body: { text: 'the frame of a guest', blobs: [] } },
    ];
    rendererEnd.send(packFrame(packets, rendererEnd.encoding));
    turn();
    expect(recording.toJSONLines()).toContain('"guestFrame"');
    expect(recording.toJSONLines()).not.toContain('the frame of a guest');
  });

  it('leaves a message out if the function throws, or gives no answer', () => {
    const [threw, silent] = recordApp(
      {
        redact: () => {
          throw new Error('not ready');
        },
      },
      { redact: (() => undefined) as never },
    );
    expect(threw!.toJSONLines()).not.toMatch(secrets);
    expect(silent!.toJSONLines()).toBe(threw!.toJSONLines());
  });

  it('hides the error of a renderer that main does not handle', () => {
    const detail = 'Error: no access to /home/ada';
    const [recording, whole] = [setUp(), setUp({ redact: false })].map(({ main, record: start }) => {
      const started = start();
      main.reportDrop({ reason: 'unhandled-error', message: 'reply', detail });
      return started;
    });
    expect(whole!.items).toMatchObject([{ kind: 'drop', detail }]);
    expect(recording!.items).toMatchObject([{ kind: 'drop', detail: '…' }]);
  });

  it('hides the values of headers, which may be keys', () => {
    const [recording, whole] = recordApp({}, { redact: false });
    expect(whole!.toJSONLines()).toContain('"headers":{"authorization":"key of the user"}');
    expect(recording!.toJSONLines()).toContain('"headers":{"authorization":"…"}');
  });
});
