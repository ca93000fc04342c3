/** A renderer of the conformance suite: in a worker, in a child process, or as a client of `serve`. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRenderer, electronJson, structured } from '@culvert/core';
import { serveConformance, type FixtureOptions } from '@culvert/testing/renderer';
import { parentTransport, webSocketTransport } from '../src/index.js';

export interface RendererStart extends FixtureOptions {
  /** The server of `serve`. Without it, the renderer connects to its parent. */
  readonly server?: { readonly url: string; readonly token: string };
}

const { codec, syncTimeoutMs, server } = (workerData ?? JSON.parse(process.argv[2]!)) as RendererStart;
const transport = server ? webSocketTransport(server.url, { token: server.token }) : parentTransport();

serveConformance(
  createRenderer(transport, { codec: codec === structured.name ? structured : electronJson, syncTimeoutMs }),
  // The user's own channel, which lives on when the connection is closed.
  (text) => void (parentPort ? parentPort.postMessage(text) : process.send!(text)),
);
