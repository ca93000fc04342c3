import type { Main } from '@culvert/core';
import { serve, webSocketTransport } from '../index.js';

declare const text: string | undefined;
declare const count: number | undefined;

/** Every optional option also accepts undefined. */
export async function withOptions(main: Main): Promise<void> {
  await serve(main, {
    port: count,
    host: text,
    token: text,
    allowedOrigins: undefined,
    server: undefined,
    maxConnections: count,
    maxPayloadBytes: count,
    helloTimeoutMs: count,
    keepAliveMs: count,
    log: undefined,
  });
  await serve(main, { log: false });
  await serve(main, { log: (line: string) => console.error(line) });
  // @ts-expect-error the default is on, so true would be no choice
  await serve(main, { log: true });
  webSocketTransport('ws://localhost', { token: text });
}
