import fc from 'fast-check';
import type { Body } from '../body.js';
import { electronJson } from '../codec/electron-json.js';
import type { Message, Packet, Send } from '../message.js';
import type { Encoding, Frame } from './frame.js';
import { packFrame } from './pack-frame.js';
import { unpackFrame } from './unpack-frame.js';

const encodings: readonly Encoding[] = ['structured-clone', 'text', 'bytes'];

function send(channel: string): Send {
  return { kind: 'send', channel };
}

function carry(packets: readonly Packet[], encoding: Encoding): Packet[] {
  return unpackFrame(structuredClone(packFrame(packets, encoding)), encoding);
}

/** `toStrictEqual` tells a Uint8Array of Node from one of the test's own realm. */
function plain(packets: readonly Packet[]): unknown {
  return packets.map(({ message, body }) => ({
    message,
    text: body.text,
    blobs: body.blobs.map((blob) => [...blob]),
  }));
}

const everyMessage: readonly Message[] = [
  { kind: 'hello', version: 1, codec: 'electronJson' },
  { kind: 'send', channel: 'c' },
  { kind: 'sync', channel: 'c', seq: 1, timeoutMs: 30_000 },
  { kind: 'call', channel: 'c', seq: 2 },
  { kind: 'cancel', seq: 2 },
  { kind: 'sendTo', channel: 'c', to: 2 },
  { kind: 'sendToHost', channel: 'c' },
  { kind: 'welcome', id: 1, epoch: 2 },
  { kind: 'refuse', code: 'ERR_CULVERT_DENIED', reason: 'no\nnot at all' },
  { kind: 'deliver', channel: 'c', senderId: 0 },
  { kind: 'deliverToHost', channel: 'c', guestId: 3 },
  { kind: 'reply', seq: 2, ok: false },
];

const body: Body = { text: '["ø💧\\n"]', blobs: [] };

describe.each(encodings)('a frame as %s', (encoding) => {
  it('is a value that its transport carries', () => {
    const withBlob = packFrame(
      [{ message: send('c'), body: { text: '[]', blobs: [Uint8Array.of(1)] } }],
      encoding,
    );
    const without = packFrame([{ message: send('c'), body }], encoding);
    const shapes = {
      'structured-clone': ['string', 'object'],
      text: ['string', 'string'],
      bytes: ['object', 'object'],
    };
    expect([typeof without, typeof withBlob]).toEqual(shapes[encoding]);
    if (encoding === 'bytes') expect(without).toBeInstanceOf(Uint8Array);
  });

  it.each(everyMessage)('carries $kind', (message) => {
    expect(carry([{ message, body }], encoding)).toEqual([{ message, body }]);
  });

  it('carries a batch in order, each with its own blobs', () => {
    const packets: Packet[] = [
      { message: send('a'), body: { text: '[1]', blobs: [] } },
      { message: send('b'), body: { text: '[2]', blobs: [Uint8Array.of(1, 2, 3, 4), new Uint8Array(0)] } },
      { message: send('c'), body: { text: '', blobs: [] } },
      { message: send('d'), body: { text: '["æ\u{1f4a7}"]', blobs: [Uint8Array.of(255)] } },
      { message: send('e'), body: { text: '\n[5]\n', blobs: [] } },
    ];
    expect(plain(carry(packets, encoding))).toEqual(plain(packets));
  });

  it('writes a repeated message once, and carries each', () => {
    const deliver = { kind: 'deliver', channel: 'c', senderId: 1 } as const;
    const messages: Message[] = [
      send('c'),
      send('c'),
      { kind: 'sendToHost', channel: 'c' },
      { kind: 'sendTo', channel: 'c', to: 1 },
      { kind: 'sendTo', channel: 'c', to: 2 },
      deliver,
      { ...deliver },
      { ...deliver, senderId: 2 },
      { kind: 'cancel', seq: 1 },
      { kind: 'cancel', seq: 1 },
    ];
    const packets = messages.map((message, nth) => ({ message, body: { ...body, text: `[${nth}]` } }));
    expect(carry(packets, encoding)).toEqual(packets);
    const twice = packFrame([packets[0]!, packets[1]!], 'text') as string;
    expect(twice.split('\n')[0]).toBe('[[{"kind":"send","channel":"c"},0],[3,3]]');
  });

  it('carries an empty batch', () => {
    expect(carry([], encoding)).toEqual([]);
  });

  it('carries odd channel names', () => {
    const names = ['', '\n', '\u0000', '\ud800', '__proto__', '"\\', 'ping-æøåü', '\ufeff'];
    const packets = names.map((name) => ({ message: send(name), body }));
    expect(carry(packets, encoding)).toEqual(packets);
  });

  it('carries a byte order mark', () => {
    const packets = [{ message: send('c'), body: { text: '\ufeff["\ufeff"]', blobs: [] } }];
    expect(carry(packets, encoding)).toEqual(packets);
  });

  it('carries only the bytes that a view shows, of a buffer or of the pool of Node', () => {
    const buffer = Uint8Array.of(9, 1, 2, 3, 9);
    const pooled = Buffer.from('abc');
    expect(pooled.buffer.byteLength).toBeGreaterThan(3);
    const blobs = [buffer.subarray(1, 4), new Uint8Array(pooled.buffer, pooled.byteOffset, 3)];
    const [packet] = carry([{ message: send('c'), body: { text: '[]', blobs } }], encoding);
    expect(packet!.body.blobs.map((blob) => [...blob])).toEqual([
      [1, 2, 3],
      [97, 98, 99],
    ]);
  });

  it('carries a large blob beside a large text', () => {
    const blob = new Uint8Array(3_000_001).fill(7);
    const text = JSON.stringify(['ø'.repeat(1_000_000)]);
    const [packet] = carry([{ message: send('c'), body: { text, blobs: [blob] } }], encoding);
    expect(packet!.body.text === text).toBe(true);
    expect(Buffer.from(blob).equals(packet!.body.blobs[0]!)).toBe(true);
  });

  it('carries 10,000 packets', () => {
    const packets = Array.from({ length: 10_000 }, (_, i) => ({
      message: send(`c${i}`),
      body: electronJson.encode([i]),
    }));
    expect(carry(packets, encoding)).toEqual(packets);
  });

  it('carries any batch', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    const blobs = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 });
    const packet = fc.record({
      message: fc.string({ unit: 'binary' }).map(send),
      body: fc.record({ text, blobs }),
    });
    fc.assert(
      fc.property(fc.array(packet), (packets) => {
        expect(plain(carry(packets, encoding))).toEqual(plain(packets));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a frame as bytes', () => {
  it.each(['', 'ascii', 'é', 'aé', 'éa', '漢字', '\u{1f600}', 'a'.repeat(5000) + '漢', '\u0000'])(
    'holds any text whole, behind its length in bytes: %j',
    (text) => {
      const blobs = [Uint8Array.of(1, 2, 3), Uint8Array.of(), Uint8Array.of(255)];
      const packets: Packet[] = [{ message: { kind: 'send', channel: 'c' }, body: { text, blobs } }];
      const frame = packFrame(packets, 'bytes') as Uint8Array;
      expect(plain(unpackFrame(frame, 'bytes'))).toEqual(plain(packets));
      const isAscii = text.split('').every((unit) => unit < '\x80');
      const textBytes = frame.byteLength - 4 - 4;
      expect(new DataView(frame.buffer).getUint32(0)).toBe((isAscii ? 0 : 0x8000_0000) + textBytes);
    },
  );

  it.each(['\ud800', 'a\udc00é', '\ufffe', '\ufeff'])(
    'holds text that is not well-formed Unicode: %j',
    (text) => {
      const packets: Packet[] = [{ message: { kind: 'send', channel: 'c' }, body: { text, blobs: [] } }];
      expect(plain(unpackFrame(packFrame(packets, 'bytes'), 'bytes'))).toEqual(plain(packets));
    },
  );

  // Pages put the answers to sendSync into shared memory as bytes.
  it('is written and read alike on a platform without Buffer', () => {
    const texts = ['["ascii"]', '["é漢\u{1f600}"]'];
    const packets: Packet[] = texts.map((text) => ({ message: send('c'), body: { text, blobs: [] } }));
    const frames = packets.map((packet) => packFrame([packet], 'bytes') as Uint8Array);
    const { Buffer: platformBuffer } = globalThis;
    Reflect.deleteProperty(globalThis, 'Buffer');
    try {
      packets.forEach((packet, i) => {
        expect(packFrame([packet], 'bytes')).toEqual(new Uint8Array(frames[i]!));
        expect(plain(unpackFrame(frames[i]!, 'bytes'))).toEqual(plain([packet]));
      });
    } finally {
      globalThis.Buffer = platformBuffer;
    }
  });

  it('is read correctly after one that is not text', () => {
    const packets: Packet[] = [{ message: { kind: 'send', channel: 'c' }, body: { text: 'é漢', blobs: [] } }];
    const frame = packFrame(packets, 'bytes') as Uint8Array;
    const cuts = [1, 2].map((bytes) => {
      const cut = frame.slice(0, -bytes);
      new DataView(cut.buffer).setUint32(0, 0x8000_0000 + cut.byteLength - 4);
      return cut;
    });
    const narrow = Uint8Array.from(frame);
    narrow[0]! &= 0x7f;
    for (const bad of [...cuts, narrow, frame.slice(0, 3)]) expect(() => unpackFrame(bad, 'bytes')).toThrow();
    expect(plain(unpackFrame(frame, 'bytes'))).toEqual(plain(packets));
  });

  it('is read from the slice of a pool', () => {
    const packets = [{ message: send('c'), body: { text: '["ø"]', blobs: [Uint8Array.of(1, 2)] } }];
    const frame = packFrame(packets, 'bytes') as Uint8Array;
    const pool = Buffer.alloc(frame.byteLength + 20, 0xee);
    pool.set(frame, 7);
    const slices: Frame[] = [
      pool.subarray(7, 7 + frame.byteLength),
      new DataView(pool.buffer, pool.byteOffset + 7, frame.byteLength),
    ];
    for (const slice of slices) expect(plain(unpackFrame(slice, 'bytes'))).toEqual(plain(packets));
  });

  it('gives blobs that stay the same when the frame changes', () => {
    const packets = [{ message: send('c'), body: { text: '[]', blobs: [Uint8Array.of(1, 2)] } }];
    const frame = packFrame(packets, 'bytes') as Uint8Array;
    const [packet] = unpackFrame(frame, 'bytes');
    frame.fill(0);
    expect([...packet!.body.blobs[0]!]).toEqual([1, 2]);
  });
});
