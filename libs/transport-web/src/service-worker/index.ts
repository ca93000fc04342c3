export { answerSyncRequests, type AnswerSyncOptions } from './answer-sync-requests.js';
