/** The page of the conformance suite. */
import { parentPort } from 'node:worker_threads';
import { createRenderer, electronJson, structured } from '@culvert/core';
import { serveConformance, type FixtureOptions } from '@culvert/testing/renderer';
import { electronTransport } from '../src/renderer.js';

const { codec, syncTimeoutMs } = (globalThis as unknown as { readonly pageData: FixtureOptions }).pageData;

serveConformance(
  createRenderer(electronTransport(), {
    codec: codec === structured.name ? structured : electronJson,
    syncTimeoutMs,
  }),
  // Goes past Electron, so that a page with a closed connection can still report.
  (text) => parentPort!.postMessage(text),
);
