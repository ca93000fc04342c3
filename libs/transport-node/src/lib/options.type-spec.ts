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
  });
  webSocketTransport('ws://localhost', { token: text });
}
