import { createServer as createHttp2Server } from 'node:http2';
import { createServer, Socket } from 'node:net';
import { createMain } from '@culvert/core';
import { WebSocketServer } from 'ws';
import { childTransport, forkRenderer, serve, webSocketTransport, workerTransport } from '../index.js';

/** As code without types calls it. */
type Untyped = (...args: unknown[]) => unknown;

const main = createMain();
/** A child that could not be started. */
const ended = forkRenderer('x.js', [], { cwd: '/no/such/folder' });
const url = 'ws://127.0.0.1:1/culvert';

function untyped(callee: unknown): Untyped {
  return callee as Untyped;
}

function wrong(text: string): unknown {
  return expect.objectContaining({
    name: 'TypeError',
    code: 'ERR_CULVERT_INVALID_ARGUMENT',
    message: expect.stringContaining(text),
  });
}

describe('a wrong argument', () => {
  it.each<readonly [name: string, call: () => unknown, text: string]>([
    ['workerTransport()', () => untyped(workerTransport)(), 'workerTransport needs a Worker'],
    ['workerTransport(null)', () => untyped(workerTransport)(null), 'workerTransport needs a Worker'],
    ["workerTransport('file.js')", () => untyped(workerTransport)('file.js'), 'workerTransport(worker)'],
    ['workerTransport({ threadId: 1 })', () => untyped(workerTransport)({ threadId: 1 }), 'needs a Worker'],
    ['childTransport()', () => untyped(childTransport)(), 'childTransport needs the child of forkRenderer'],
    ['childTransport({})', () => untyped(childTransport)({}), 'childTransport(child)'],
    ['childTransport(process)', () => untyped(childTransport)(process), 'childTransport(child)'],
    ['childTransport({ kill })', () => untyped(childTransport)({ kill() {} }), 'childTransport(child)'],
    ['childTransport(child, null)', () => untyped(childTransport)(ended, null), 'options must be an object'],
    ...[NaN, '1 MB', null, 5n, Symbol('5'), -1, 0.5].map(
      (messageBytes) =>
        [
          `childTransport(child, { limits: { messageBytes: ${String(messageBytes)} } })`,
          () => untyped(childTransport)(ended, { limits: { messageBytes } }),
          'limits.messageBytes must be an integer',
        ] as const,
    ),
    [
      'childTransport(child, { limits: { messageByte: 5 } })',
      () => untyped(childTransport)(ended, { limits: { messageByte: 5 } }),
      "There is no limit 'messageByte'",
    ],
    [
      'childTransport(child, { limits: 5 })',
      () => untyped(childTransport)(ended, { limits: 5 }),
      'limits must be an object',
    ],
    ['forkRenderer()', () => untyped(forkRenderer)(), 'forkRenderer needs the file of the renderer'],
    ["forkRenderer(file, '--arg')", () => untyped(forkRenderer)('x.js', '--arg'), 'args must be an array'],
    ['forkRenderer(file, [Symbol()])', () => untyped(forkRenderer)('x.js', [Symbol()]), 'array of strings'],
    ...[{ execArgv: 5 }, { execArgv: [5] }, { env: 'A=1' }, { stdio: 5 }].map(
      (options) =>
        [
          `forkRenderer(file, [], ${JSON.stringify(options)})`,
          () => untyped(forkRenderer)('x.js', [], options),
          `forkRenderer: ${Object.keys(options)[0]!} must be`,
        ] as const,
    ),
    [
      'forkRenderer(file, [], null)',
      () => untyped(forkRenderer)('x.js', [], null),
      'options must be an object',
    ],
    ['webSocketTransport()', () => untyped(webSocketTransport)(), 'needs a ws:, wss:, http: or https: url'],
    ["webSocketTransport('/culvert')", () => webSocketTransport('/culvert'), "not '/culvert'"],
    ["webSocketTransport('ftp://…')", () => webSocketTransport('ftp://localhost'), "not 'ftp://localhost'"],
    [
      'webSocketTransport(url, null)',
      () => untyped(webSocketTransport)(url, null),
      'options must be an object',
    ],
    ['webSocketTransport(Symbol())', () => untyped(webSocketTransport)(Symbol()), 'https: url, as a string'],
    [
      'webSocketTransport(url, { token: 5 })',
      () => untyped(webSocketTransport)(url, { token: 5 }),
      'token must be a string, and not empty',
    ],
    [
      'webSocketTransport(url, { token: null })',
      () => untyped(webSocketTransport)(url, { token: null }),
      'token must be a string, and not empty',
    ],
    [
      "webSocketTransport(url, { token: '' })",
      () => webSocketTransport(url, { token: '' }),
      'token must be a string, and not empty',
    ],
  ])('%s is a TypeError with a code, which says what to pass', (_name, call, text) => {
    expect(call).toThrow(wrong(text) as Error);
  });

  it.each([
    ['serve()', [], 'serve needs the main that createMain() returned'],
    ['serve(null)', [null], 'serve needs the main'],
    ['a socket of Node, which can connect too', [new Socket()], 'serve needs the main'],
    [
      'an app of Express, which has connect',
      [Object.assign(() => {}, { connect() {} })],
      'serve needs the main',
    ],
    ['an object with other limits', [{ connect() {}, limits: {} }], 'serve needs the main'],
    ['limits without a connect', [{ limits: main.limits }], 'serve needs the main'],
    ['serve(main, null)', [main, null], 'serve: options must be an object'],
    ['one origin', [main, { allowedOrigins: 'http://localhost' }], 'allowedOrigins must be an array'],
    ['an origin that is a number', [main, { allowedOrigins: [5173] }], 'allowedOrigins must be an array'],
    ['a host that is a number', [main, { host: 1 }], 'host must be a string'],
    ['an empty host', [main, { host: '' }], 'host must be a string, and not empty'],
    ["the port '8099'", [main, { port: '8099' }], 'port must be an integer, from 0 to 65535; not string'],
    ["the port ''", [main, { port: '' }], 'port must be an integer'],
    ['the port null', [main, { port: null }], 'port must be an integer'],
    ['the port true', [main, { port: true }], 'port must be an integer'],
    ['the port 1.5', [main, { port: 1.5 }], 'port must be an integer, from 0 to 65535; not 1.5'],
    ['the port NaN', [main, { port: NaN }], 'port must be an integer'],
    ['the port -1', [main, { port: -1 }], 'port must be an integer'],
    ['the port 65536', [main, { port: 65_536 }], 'port must be an integer'],
    [
      'maxPayloadBytes as text',
      [main, { maxPayloadBytes: '20000000' }],
      'maxPayloadBytes must be an integer',
    ],
    ['a fraction as maxPayloadBytes', [main, { maxPayloadBytes: 6e6 + 0.5 }], 'maxPayloadBytes must be an'],
    ['maxConnections as text', [main, { maxConnections: '5' }], 'maxConnections must be an integer'],
    ['helloTimeoutMs as text', [main, { helloTimeoutMs: '5' }], 'helloTimeoutMs must be a number of ms'],
    ['keepAliveMs null', [main, { keepAliveMs: null }], 'keepAliveMs must be a number of ms'],
    ['a token that is a number', [main, { token: 1 }], 'token must be a string'],
    ["the token '\\ud800'", [main, { token: '\ud800' }], 'token must be a string, and not empty, of whole'],
    ['a server of another kind', [main, { server: {} }], 'server must be an HTTP or HTTPS server'],
    ['a server of node:net', [main, { server: createServer() }], 'server must be an HTTP or HTTPS server'],
    ['a server of node:http2', [main, { server: createHttp2Server() }], 'server must be an HTTP or HTTPS'],
    ['a server of ws', [main, { server: new WebSocketServer({ noServer: true }) }], 'server must be an HTTP'],
    ...[
      '',
      'localhost:5173',
      'localhost',
      'http://',
      'http://*.example.com',
      'https://*',
      '*://app.example',
      'https://app.example/',
      'https://app.example/path',
      'https://app.example?query',
      'https://APP.example',
      'https://app.example:443',
      ' https://app.example',
      'https://user@app.example',
      'ws://localhost:5173',
      'app://bundle/',
      'app://*',
      'file:///',
    ].map(
      (origin) =>
        [
          `the origin '${origin}'`,
          [main, { allowedOrigins: ['null', origin] }],
          'An origin is a scheme',
        ] as const,
    ),
    [
      'an origin with a slash, by the right one',
      [main, { allowedOrigins: ['https://app.example/'] }],
      "Write 'https://app.example'.",
    ],
    ["the origin '*'", [main, { allowedOrigins: ['*'] }], "'*' would let in every page"],
    ['log: true', [main, { log: true }], 'log must be a function of a line, or false'],
  ] as const)('rejects the promise of serve: %s', async (_name, args, text) => {
    await expect(untyped(serve)(...args)).rejects.toEqual(wrong(text));
  });

  it('is none: the origins that browsers send', async () => {
    const allowedOrigins = [
      'http://localhost:5173',
      'https://app.example',
      'http://[::1]:8080',
      'app://bundle',
      'chrome-extension://abcdefgh',
      'file://',
      'null',
    ];
    await (await serve(main, { allowedOrigins })).close();
  });

  it('leaves no server behind', async () => {
    const servers = () => process.getActiveResourcesInfo().filter((name) => /TCPServer/.test(name)).length;
    const before = servers();
    for (const options of [{ token: '\ud800' }, { maxPayloadBytes: 1 }, { allowedOrigins: [''] }])
      await expect(serve(main, options)).rejects.toEqual(wrong('serve: '));
    expect(servers()).toBe(before);
  });
});
