/**
 * `sendSync` for pages and workers, by way of a service worker.
 *
 * @module @culvert/transport-web/service-worker
 */
export { answerSyncRequests, type AnswerSyncOptions } from './answer-sync-requests.js';
