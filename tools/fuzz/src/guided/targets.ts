import { isDeepStrictEqual } from 'node:util';
import type { Body } from '@culvert/protocol';
import type { Instrumented } from './instrument.js';

type Protocol = Instrumented['protocol'];

/** A function under test. It throws if a promise is broken. */
export interface Target {
  readonly name: string;
  readonly seeds: readonly string[];
  run(input: string): void;
}

const values: readonly (readonly unknown[])[] = [
  [],
  [1, 'two', [null, { three: true }]],
  [-0, new Uint8Array([1, 2])],
  [undefined, new Date(0), new Map([[1, new Set([2])]]), 3n, NaN],
  [new Error('e', { cause: new TypeError('c') }), /x/g, Object('boxed')],
  [new Float64Array(2), new Uint16Array(3), new ArrayBuffer(4)],
  [Object.assign(new Array<unknown>(5), { 2: 'sparse', extra: 1 })],
  [{ '\0': 1, '\0\0': 2, __proto__: null }],
];

/** Only the text of a body varies. Its blobs are always the same few. */
const blobs = [new Uint8Array(0), new Uint8Array(8), new Uint8Array(16)];

export function targetsOf(protocol: Protocol): readonly Target[] {
  const { electronJson, structured, packFrame, unpackFrame, isRendererMessage, splitBody, DEFAULT_LIMITS } =
    protocol;
  const isMalformed = (error: unknown): boolean =>
    error instanceof protocol.CulvertError && error.code === 'ERR_CULVERT_MALFORMED_FRAME';
  /** The result, or `undefined` if the function reports that the input is malformed. */
  const allowed = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      if (isMalformed(error)) return undefined;
      throw error;
    }
  };
  const checkBody = (codec: Protocol['structured'], body: Body): void => {
    const decoded = allowed(() => codec.decode(body));
    if (decoded === undefined) return;
    if (!Array.isArray(decoded)) throw new Error('What was decoded is no list of arguments.');
    assertUnpolluted(decoded);
    // A decoded value is a value like any other: it can be sent on, and stays the same.
    const first = reencoded(codec, decoded);
    if (first === undefined) return;
    const second = reencoded(codec, codec.decode(first))!;
    // One value may have two texts: -0 with NaN beside it is written in the longer form.
    if (second.text !== first.text && !isDeepStrictEqual(codec.decode(second), codec.decode(first))) {
      throw new Error('What was decoded is another value when it is sent on.');
    }
  };
  const reencoded = (codec: Protocol['structured'], args: readonly unknown[]): Body | undefined => {
    try {
      return codec.encode(args);
    } catch (error) {
      // The value is too large or too deep for this codec, and the codec reports that.
      if (error instanceof protocol.CulvertError) return undefined;
      throw error;
    }
  };
  const frames = values.map((args, n) => {
    const codec = n % 2 === 0 ? electronJson : structured;
    const message = messages[n % messages.length]!;
    return packFrame([{ message: message as never, body: codec.encode(args) }], 'text') as string;
  });
  return [
    {
      name: 'unpackFrame, isRendererMessage, decode',
      seeds: [...frames, '[[],[]]\n', `[[{"kind":"send","channel":"x"},0,0],[2,2,2]]\n[][][]`],
      run(input) {
        for (const encoding of ['text', 'bytes', 'structured-clone'] as const) {
          const frame = asFrame(input, encoding);
          const packets = allowed(() => unpackFrame(frame, encoding)) ?? [];
          for (const { message, body } of packets.slice(0, 50)) {
            const isMessage = isRendererMessage(message, DEFAULT_LIMITS);
            if (isMessage && message.kind === 'items') allowed(() => splitBody(body, message.sizes));
            checkBody(electronJson, body);
            checkBody(structured, body);
          }
        }
        assertNothingPolluted();
      },
    },
    ...([electronJson, structured] as const).map((codec) => ({
      name: `${codec.name}.decode`,
      seeds: [...values.map((args) => codec.encode(args).text), '[]', '!', '*'],
      run(input: string) {
        checkBody(codec, { text: input, blobs });
        assertNothingPolluted();
      },
    })),
  ];
}

const messages: readonly object[] = [
  { kind: 'hello', version: 1, codec: 'electronJson' },
  { kind: 'send', channel: 'open' },
  { kind: 'call', channel: 'app/echo', seq: 1, to: 2, headers: { traceparent: 'x' } },
  {
    kind: 'stream',
    channel: 's',
    seq: 2,
    items: 64,
    bytes: 1024,
    overflow: 'buffer',
    bufferSize: 8,
    input: true,
  },
  { kind: 'items', seq: 3, sizes: [2, [2, 1]], input: true },
  { kind: 'reply', seq: 4, ok: true },
  { kind: 'sync', channel: 'open-sync', seq: 5, timeoutMs: 100 },
  { kind: 'openGuest', guest: 1, link: 1, origin: 'https://guest.example' },
];

function asFrame(input: string, encoding: 'text' | 'bytes' | 'structured-clone'): unknown {
  if (encoding === 'text') return input;
  if (encoding === 'structured-clone') return [input, ...blobs];
  const encoded = new TextEncoder().encode(input);
  const frame = new Uint8Array(encoded.byteLength + 4 + 16);
  new DataView(frame.buffer).setUint32(0, encoded.byteLength);
  frame.set(encoded, 4);
  return frame;
}

/** Checks that the decoded values are fresh objects. */
function assertUnpolluted(args: readonly unknown[]): void {
  // Looks at the entries only: a sparse array of any length is cheap to send.
  for (const value of Object.values(args)) {
    if (typeof value === 'function') throw new Error('A function was decoded.');
    if (typeof value !== 'object' || value === null) continue;
    if (value === Object.prototype || value === Array.prototype) throw new Error('A prototype was decoded.');
  }
}

function assertNothingPolluted(): void {
  for (const key in {}) throw new Error(`Object.prototype has got '${key}'.`);
  if (Object.getPrototypeOf(Object.prototype) !== null)
    throw new Error('Object.prototype has got a prototype.');
}
