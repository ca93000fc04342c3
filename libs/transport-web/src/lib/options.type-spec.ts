import { parentTransport, webSocketTransport, workerTransport } from '../index.js';
import { answerSyncRequests } from '../service-worker/answer-sync-requests.js';

declare const text: string | undefined;
declare const worker: Worker;
declare const scope: EventTarget;

/** An option that may be left out may be `undefined`. */
export function withOptions(): void {
  parentTransport({ port: undefined, parentOrigin: text, syncUrl: text });
  workerTransport(worker, { syncUrl: text });
  webSocketTransport('ws://localhost', { token: text });
  answerSyncRequests(scope, { url: text });
}
