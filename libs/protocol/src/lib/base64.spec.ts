import { base64ToBytes, bytesToBase64 } from './base64.js';

const NodeBuffer = Buffer;

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 151) % 256);
}

/** The methods that newer browsers have. */
const platform = {
  toBase64: {
    value(this: Uint8Array) {
      return NodeBuffer.from(this).toString('base64');
    },
    configurable: true,
  },
  fromBase64: {
    value: (text: string) => {
      if (/[^A-Za-z0-9+/=\s]/.test(text)) throw new SyntaxError('not base64');
      return Uint8Array.from(NodeBuffer.from(text, 'base64'));
    },
    configurable: true,
  },
};

function withoutBuffer(): void {
  Reflect.set(globalThis, 'Buffer', undefined);
}

describe.each<[string, () => void, boolean]>([
  ['Buffer', () => undefined, false],
  [
    'Uint8Array.fromBase64',
    () => {
      withoutBuffer();
      Object.defineProperty(Uint8Array.prototype, 'toBase64', platform.toBase64);
      Object.defineProperty(Uint8Array, 'fromBase64', platform.fromBase64);
    },
    false,
  ],
  ['atob alone', withoutBuffer, true],
])('base64 by %s', (_, setUp, isSlow) => {
  const had = [
    Object.getOwnPropertyDescriptor(Uint8Array.prototype, 'toBase64'),
    Object.getOwnPropertyDescriptor(Uint8Array, 'fromBase64'),
  ] as const;
  const hide = () => {
    Reflect.deleteProperty(Uint8Array.prototype, 'toBase64');
    Reflect.deleteProperty(Uint8Array, 'fromBase64');
  };

  beforeEach(() => {
    hide();
    setUp();
  });

  afterEach(() => {
    hide();
    Reflect.set(globalThis, 'Buffer', NodeBuffer);
    if (had[0] !== undefined) Object.defineProperty(Uint8Array.prototype, 'toBase64', had[0]);
    if (had[1] !== undefined) Object.defineProperty(Uint8Array, 'fromBase64', had[1]);
  });

  // Every remainder by three, and both sides of the chunk that fromCharCode takes at once.
  it.each([0, 1, 2, 3, 4, 255, 256, 0x7fff, 0x8000, 0x8001, 0x10000, 100_000])(
    'carries %i bytes',
    (length) => {
      const bytes = bytesOf(length);
      const base64 = bytesToBase64(bytes);
      expect(base64).toBe(NodeBuffer.from(bytes).toString('base64'));
      expect(base64).toHaveLength(Math.ceil(length / 3) * 4);
      expect(NodeBuffer.from(base64ToBytes(base64)).equals(bytes)).toBe(true);
    },
  );

  it('takes the slow way, by a text of one character a byte, only if there is no other', () => {
    const slow = [jest.spyOn(globalThis, 'btoa'), jest.spyOn(globalThis, 'atob')] as const;
    const bytes = base64ToBytes(bytesToBase64(bytesOf(10)));
    const calls = slow.map(({ mock }) => mock.calls.length);
    for (const spy of slow) spy.mockRestore();
    expect(NodeBuffer.from(bytes).equals(bytesOf(10))).toBe(true);
    expect(calls).toEqual(isSlow ? [1, 1] : [0, 0]);
  });

  it('reads only the bytes that a view shows', () => {
    expect(bytesToBase64(bytesOf(10).subarray(3, 6))).toBe(bytesToBase64(bytesOf(10).slice(3, 6)));
  });

  it('gives memory that nothing else shares', () => {
    const bytes = base64ToBytes('AQID');
    expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, 3]);
  });

  it.each([
    '*',
    'a',
    'abcde',
    'é',
    '====',
    'ab=c',
    'ab',
    'ab=',
    'a===',
    'AQ==AQ==',
    'A Q=',
    'AQI\n',
    ' AQI',
    'AQIDAQI ',
    'A-_A',
    'AQ*=',
    'AQ==\u0000\u0000\u0000\u0000',
    'AéIDAQIDAQID',
    '\ud800AQI',
  ])('refuses %j', (text) => {
    expect(() => base64ToBytes(text)).toThrow();
  });
});
