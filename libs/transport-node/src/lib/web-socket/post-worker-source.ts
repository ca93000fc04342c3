/**
 * The program of the helper thread of `BlockingPost`. It is text, because a bundler would not find a separate
 * file. A bundler would also rewrite a function that is printed as text.
 *
 * The server can close a reused connection just as a request goes out on it. The server did not read such a
 * request, so the helper sends it again. 409 means that main has not noticed yet that the last request was
 * abandoned. Main will notice in a moment.
 */
export const POST_WORKER_SOURCE = `'use strict';
const { workerData } = require('node:worker_threads');
const { url, port, answers } = workerData;
const http = require(url.startsWith('https:') ? 'node:https' : 'node:http');
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
const RETRY_MS = 5;
const current = { id: 0, request: undefined };

port.on('message', ({ id, body, cancel }) => {
  if (cancel) {
    if (id !== current.id) return;
    current.id = 0;
    current.request.destroy();
  } else {
    current.id = id;
    post(id, Buffer.from(body));
  }
});

function post(id, body) {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'content-length': body.length };
  const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('error', () => answer(id, 0, ''));
    response.on('end', () => {
      if (response.statusCode === 409) setTimeout(() => id === current.id && post(id, body), RETRY_MS);
      else answer(id, response.statusCode, Buffer.concat(chunks).toString('utf8'));
    });
  });
  request.on('error', (error) => {
    if (request.reusedSocket && error.code === 'ECONNRESET' && id === current.id) post(id, body);
    else answer(id, 0, error.message);
  });
  request.setNoDelay(true);
  request.end(body);
  current.request = request;
}

function answer(id, status, text) {
  if (id !== current.id) return;
  current.id = 0;
  port.postMessage({ id, status, text });
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
}
`;
