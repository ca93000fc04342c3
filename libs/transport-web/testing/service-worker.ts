/** The service worker of an app. It lets the app's pages and workers block. */
import { answerSyncRequests } from '../src/service-worker/index.js';

interface ServiceWorkerScope extends EventTarget {
  readonly clients: { claim(): Promise<void> };
}

const scope = globalThis as unknown as ServiceWorkerScope;

answerSyncRequests(scope);
answerSyncRequests(scope, { url: '/app/wait' });
scope.addEventListener('activate', (event) => {
  (event as Event & { waitUntil(done: Promise<void>): void }).waitUntil(scope.clients.claim());
});
