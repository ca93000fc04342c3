import { createMain } from '@culvert/core';
import { iframeTransport, parentTransport, serve, webSocketTransport, workerTransport } from '../index.js';
import { answerSyncRequests } from '../service-worker/index.js';

/** As code without types calls it. */
type Untyped = (...args: unknown[]) => unknown;

function untyped(callee: unknown): Untyped {
  return callee as Untyped;
}

/** The name of a case, the call, and a part of the error's text. */
type Wrong = readonly [name: string, call: () => unknown, text: string];

const options = { targetOrigin: 'https://widgets.example' };

describe('a wrong argument', () => {
  it.each<Wrong>([
    ['workerTransport()', () => untyped(workerTransport)(), 'workerTransport needs a Worker or SharedWorker'],
    [
      'workerTransport({ port })',
      () => untyped(workerTransport)({ port: 5 }),
      'needs a Worker or SharedWorker',
    ],
    [
      'workerTransport(MessagePort)',
      () => untyped(workerTransport)(new MessageChannel().port1),
      'needs a Worker or SharedWorker',
    ],
    [
      'workerTransport(worker, { syncUrl: 5 })',
      () => untyped(workerTransport)({}, { syncUrl: 5 }),
      'workerTransport: syncUrl must be a path or url of this origin',
    ],
    ['workerTransport(worker, null)', () => untyped(workerTransport)({}, null), 'options must be an object'],
    ['serve()', () => untyped(serve)(), 'serve needs the main that createMain() returned'],
    ['serve(main, null)', () => untyped(serve)(createMain(), null), 'serve: options must be an object'],
    ['parentTransport(null)', () => untyped(parentTransport)(null), 'options must be an object'],
    [
      'parentTransport({ port: {} })',
      () => untyped(parentTransport)({ port: {} }),
      'port must be the port of a page',
    ],
    ...[5, '', null, {}, Symbol('token')].map((token): Wrong => [
      `webSocketTransport(url, { token }) with a token of type ${typeof token}`,
      () => untyped(webSocketTransport)('ws://127.0.0.1/culvert', { token }),
      'token must be a string, and not empty',
    ]),
    ['iframeTransport()', () => untyped(iframeTransport)(), 'iframeTransport needs the exact origin'],
    [
      'iframeTransport(undefined, …)',
      () => untyped(iframeTransport)(undefined, options),
      'needs an iframe element',
    ],
    ['iframeTransport(iframe)', () => untyped(iframeTransport)({}), 'needs the exact origin'],
    ['webSocketTransport()', () => untyped(webSocketTransport)(), 'needs a ws:, wss:, http: or https: url'],
    [
      'webSocketTransport(an object that is no text)',
      () => untyped(webSocketTransport)(Object.create(null)),
      "http: or https: url, not 'object'",
    ],
    ["webSocketTransport('/culvert')", () => webSocketTransport('/culvert'), "not '/culvert'"],
    [
      'webSocketTransport(url, null)',
      () => untyped(webSocketTransport)('ws://x', null),
      'options must be an object',
    ],
    ['answerSyncRequests()', () => untyped(answerSyncRequests)(), 'needs the scope of the service worker'],
  ])('%s is a TypeError with a code, which says what to pass', (_name, call, text) => {
    expect(call).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(text),
      }),
    );
  });
});
