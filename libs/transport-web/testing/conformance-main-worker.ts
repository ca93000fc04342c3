/**
 * A main in a SharedWorker that runs the conformance suite, with pages as its renderers. A separate
 * page controls it.
 */
import type { Codec } from '@culvert/core';
import { connectNext, startConformance, type ConformanceRun } from '@culvert/testing';
import { filter, firstValueFrom, fromEvent, map } from 'rxjs';
import { serve } from '../src/index.js';

/** From the page that controls it. */
export type ControlRequest =
  | { readonly do: 'start'; readonly codec: Codec['name'] }
  | { readonly do: 'run'; readonly name: string }
  | { readonly do: 'reset' | 'dispose' };

export type ToControl =
  | { readonly done: true; readonly error?: string }
  /** Asks for a renderer, or for its end. */
  | { readonly open: number; readonly query: string }
  | { readonly close: number };

export type FromControl =
  | { readonly request: ControlRequest }
  | { readonly report: number; readonly text: string }
  | { readonly closed: number };

let run: ConformanceRun | undefined;
let pages = 0;

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports as [MessagePort];
  port.addEventListener('message', ({ data }: MessageEvent<FromControl>) => {
    if ('request' in data) void answer(port, data.request);
  });
  port.start();
});

async function answer(port: MessagePort, request: ControlRequest): Promise<void> {
  const error = await act(port, request).then(
    () => undefined,
    (reason: Error) => reason.stack ?? String(reason),
  );
  port.postMessage({ done: true, ...(error !== undefined && { error }) } satisfies ToControl);
}

async function act(port: MessagePort, request: ControlRequest): Promise<void> {
  switch (request.do) {
    case 'start':
      run = await start(port, request.codec);
      break;
    case 'run':
      return run!.run(request.name);
    case 'reset':
      return run!.reset();
    case 'dispose':
      return run!.dispose();
  }
}

function start(port: MessagePort, codecName: Codec['name']): Promise<ConformanceRun> {
  const messages$ = fromEvent<MessageEvent<FromControl>>(port, 'message').pipe(map(({ data }) => data));
  const post = (message: ToControl): void => port.postMessage(message);
  return startConformance(codecName, (main, { codec, syncTimeoutMs }) => {
    const { main: served, next } = connectNext(main);
    const server = serve(served);
    // The connection that came before is the page that controls this worker. It is not a renderer.
    return {
      async open(info) {
        const page = ++pages;
        const reports$ = messages$.pipe(
          filter((message) => 'report' in message && message.report === page),
          map((message) => (message as { readonly text: string }).text),
        );
        const connected = next(info);
        post({
          open: page,
          query: new URLSearchParams({ codec, syncTimeoutMs: String(syncTimeoutMs) }).toString(),
        });
        return {
          webContents: await connected,
          reports$,
          async end() {
            const closed = firstValueFrom(
              messages$.pipe(filter((message) => 'closed' in message && message.closed === page)),
            );
            post({ close: page });
            await closed;
          },
        };
      },
      dispose: () => server.close(),
    };
  });
}
