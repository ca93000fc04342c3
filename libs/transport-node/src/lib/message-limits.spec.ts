import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  createMain,
  defineContract,
  electronJson,
  expose,
  stream,
  wrap,
  type Main,
  type WebContents,
} from '@culvert/core';
import { bundleEntry } from '@culvert/harness';
import { RemoteRenderer, connectNext } from '@culvert/testing';
import { lastValueFrom, toArray, type Observable } from 'rxjs';
import { childTransport, forkRenderer, serve, workerTransport, type RendererProcess } from '../index.js';

jest.setTimeout(60_000);

/** One item has 408 bytes on the wire. Ten of them have 4080, and the sixteen of one turn are too large. */
const ITEM = 'a'.repeat(200);
const SIXTEEN = Array.from({ length: 16 }, () => ITEM);
const LIMITS = [4079, 4080, 4081];

const echoes = defineContract('echoes', { echo: stream<Observable<string>, string>() });
const rows = defineContract('rows', { rows: stream<string, string>() });

interface Place {
  readonly webContents: WebContents;
  end(): unknown;
}

const start = { codec: electronJson.name, syncTimeoutMs: 1000 };

/** Length of a text that is below the default limit, and breaks a pipe with {@link PIPE_LIMITS}. */
const LARGE = 8 * 1024 * 1024;
const PIPE_LIMITS = { messageBytes: 3 * 1024 * 1024 };

function ofChild(main: Main, child: ChildProcess | RendererProcess): Place {
  return { webContents: main.connect(childTransport(child)), end: () => child.kill('SIGKILL') };
}

const places: Readonly<Record<string, (main: Main, file: string) => Place | Promise<Place>>> = {
  'a worker'(main, file) {
    const worker = new Worker(file, { workerData: start });
    return { webContents: main.connect(workerTransport(worker)), end: () => worker.terminate() };
  },
  'a child of forkRenderer': (main, file) => ofChild(main, forkRenderer(file, [JSON.stringify(start)])),
  'a child of fork': (main, file) => ofChild(main, fork(file, [JSON.stringify(start)])),
  async 'a client over WebSocket'(main, file) {
    const { main: host, next } = connectNext(main);
    const { url, token, close } = await serve(host);
    const connected = next({});
    const child = fork(file, [JSON.stringify({ ...start, server: { url, token } })]);
    const webContents = await connected;
    return {
      webContents,
      end: () => {
        child.kill('SIGKILL');
        return close();
      },
    };
  },
};

const cases = Object.entries(places).flatMap(([name, open]) =>
  LIMITS.map((limit) => ({ name, limit, open })),
);

describe.each(cases)("items of $name, above main's limit of $limit bytes together", ({ limit, open }) => {
  let main: Main;
  let place: Place;
  let renderer: RemoteRenderer;

  beforeAll(async () => {
    const file = await bundleEntry(join(__dirname, '../../testing/conformance-renderer.ts'), {
      platform: 'node',
    });
    main = createMain({ limits: { messageBytes: limit } });
    place = await open(main, file);
    renderer = new RemoteRenderer(main, place.webContents);
    expose(main, echoes, { echo: (input$) => input$ });
  });
  afterAll(async () => {
    main.close();
    await place.end();
  });

  /** The number of items that come back to the renderer, or the code of the error. */
  function echo(items: readonly string[]): Promise<number | string> {
    return renderer.evaluate(
      (owner, length, count, { core, rxjs }) => {
        const { defineContract, stream, wrap } = core;
        const api = wrap(owner, defineContract('echoes', { echo: stream<Observable<string>, string>() }));
        const items$ = rxjs.from(Array.from({ length: count }, () => 'a'.repeat(length)));
        return rxjs
          .lastValueFrom(api.echo(items$).pipe(rxjs.toArray()))
          .then((got) => got.filter((item) => item.length === length).length)
          .catch((error: { code: string }) => error.code);
      },
      items[0]!.length,
      items.length,
    );
  }

  it('arrive as the input of a stream', async () => {
    expect(await echo(SIXTEEN)).toBe(16);
  });

  it('arrive from a stream that the renderer serves', async () => {
    await renderer.evaluate((owner, { core, rxjs }) => {
      const { defineContract, expose, stream } = core;
      expose(owner, defineContract('rows', { rows: stream<string, string>() }), {
        rows: (item) => rxjs.from(Array.from({ length: 16 }, () => item)),
      });
    });
    expect(await lastValueFrom(wrap(place.webContents, rows).rows(ITEM).pipe(toArray()))).toEqual(SIXTEEN);
  });

  it('do not hide one that is too large alone: a typed error ends its stream, and others go on', async () => {
    const most = Math.floor(limit / 2) - '[""]'.length;
    expect(await echo(['a'.repeat(most + 1)])).toBe('ERR_CULVERT_MESSAGE_TOO_LARGE');
    expect(await echo(['a'.repeat(most)])).toBe(1);
  });
});

describe('a child with a lower limit of its transport than of main', () => {
  it('refuses a larger message at the call, and goes on', async () => {
    const file = await bundleEntry(join(__dirname, '../../testing/conformance-renderer.ts'), {
      platform: 'node',
    });
    const main = createMain();
    const child = forkRenderer(file, [JSON.stringify(start)]);
    try {
      const webContents = main.connect(childTransport(child, { limits: PIPE_LIMITS }));
      const renderer = new RemoteRenderer(main, webContents);
      main.ipcMain.handle('length', (_event, text: string) => text.length);
      const lengthOf = (length: number) =>
        renderer.evaluate(
          (owner, size) => owner.ipcRenderer.invoke('length', 'a'.repeat(size)) as Promise<number>,
          length,
        );
      await expect(lengthOf(LARGE)).rejects.toThrow('the limit is 3145728');
      expect(await lengthOf(1000)).toBe(1000);
    } finally {
      main.close();
      child.kill('SIGKILL');
    }
  });
});
