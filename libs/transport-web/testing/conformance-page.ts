/** A renderer of the conformance suite, as a page. */
import { createRenderer, electronJson, structured } from '@culvert/core';
import { serveConformance } from '@culvert/testing/renderer';
import { webSocketTransport } from '../src/index.js';

const { codec, syncTimeoutMs, url, token } = Object.fromEntries(new URLSearchParams(location.search)) as {
  codec: string;
  syncTimeoutMs: string;
  url: string;
  token: string;
};

serveConformance(
  createRenderer(webSocketTransport(url, { token }), {
    codec: codec === structured.name ? structured : electronJson,
    syncTimeoutMs: Number(syncTimeoutMs),
  }),
  (text) => console.log(text),
);
