import { encodings, frameOf } from '../../../testing/hostile-frames.js';
import { electronJson } from '../codec/electron-json.js';
import {
  DEFAULT_LIMITS,
  MAX_BATCH_BYTES,
  MAX_FRAME_BLOBS,
  MAX_FRAME_MESSAGES,
  MAX_FRAME_REQUESTS,
  MAX_HEAD_LENGTH,
  maxFrameBytes,
} from '../limits.js';
import type { Packet } from '../message.js';
import { bodyToFrame, frameToBody } from './cloned-frame.js';
import { frameBudget } from './frame-budget.js';
import { frameBytes } from './own-frame.js';
import { packFrame, portsOf } from './pack-frame.js';
import { unpackFrame } from './unpack-frame.js';

const tooLarge = expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }) as Error;
const overBudget = expect.objectContaining({
  code: 'ERR_CULVERT_MALFORMED_FRAME',
  cause: tooLarge,
}) as Error;

const message = { kind: 'send', channel: 'x' } as const;
const empty: Packet = { message, body: { text: '', blobs: [] } };
const withBlobs = (count: number): Packet => ({
  message,
  body: { text: '[]', blobs: Array.from({ length: count }, () => new Uint8Array(0)) },
});

const again = (count: number) => ',0'.repeat(count - 1);
const many = (count: number) => `[[${JSON.stringify(message)}${again(count)}],[0${again(count)}]]`;

describe.each(encodings)('one frame as %s', (encoding) => {
  it('has a limit on its messages', () => {
    const packets = Array.from({ length: MAX_FRAME_MESSAGES }, () => empty);
    expect(unpackFrame(packFrame(packets, encoding), encoding)).toHaveLength(MAX_FRAME_MESSAGES);
    expect(() => packFrame([...packets, empty], encoding)).toThrow(tooLarge);
    const over = frameOf(many(MAX_FRAME_MESSAGES + 1), '', encoding);
    expect(() => unpackFrame(over, encoding)).toThrow(overBudget);
  });

  it.each(['call', 'stream', 'sync', 'port', 'openGuest'] as const)(
    'has a limit on its requests: %s',
    (kind) => {
      const packet = (seq: number) =>
        ({ message: { kind, channel: 'x', seq }, body: empty.body }) as unknown as Packet;
      const packets = Array.from({ length: MAX_FRAME_REQUESTS }, (_, seq) => packet(seq));
      expect(unpackFrame(packFrame(packets, encoding), encoding)).toHaveLength(MAX_FRAME_REQUESTS);
      expect(() => packFrame([...packets, packet(0)], encoding)).toThrow(tooLarge);
      const line = many(MAX_FRAME_REQUESTS + 1).replace('"send"', JSON.stringify(kind));
      expect(() => unpackFrame(frameOf(line, '', encoding), encoding)).toThrow(overBudget);
    },
  );

  it('has a limit on its binary values, over all of its messages', () => {
    const packed = packFrame([withBlobs(MAX_FRAME_BLOBS - 1), withBlobs(1)], encoding);
    expect(unpackFrame(packed, encoding).map(({ body }) => body.blobs.length)).toEqual([
      MAX_FRAME_BLOBS - 1,
      1,
    ]);
    expect(() => packFrame([withBlobs(MAX_FRAME_BLOBS), withBlobs(1)], encoding)).toThrow(tooLarge);
    expect(() => packFrame([withBlobs(MAX_FRAME_BLOBS + 1)], encoding)).toThrow(tooLarge);
    const head = `[[${JSON.stringify(message)},0],[[0,0${again(MAX_FRAME_BLOBS)}],[0,0]]]`;
    const text = frameOf(head, '', encoding);
    const blobs = Array.from({ length: MAX_FRAME_BLOBS + 1 }, () => new Uint8Array(0));
    const over = encoding === 'structured-clone' ? [text, ...blobs] : text;
    expect(() => unpackFrame(over, encoding)).toThrow(overBudget);
  });

  it('has a limit on the length of its first line', () => {
    const named = (length: number): Packet => ({
      message: { ...message, channel: 'c'.repeat(length) },
      body: empty.body,
    });
    const rest = JSON.stringify([[named(0).message], [0]]).length;
    const longest = packFrame([named(MAX_HEAD_LENGTH - rest)], encoding);
    expect(unpackFrame(longest, encoding)).toHaveLength(1);
    expect(() => packFrame([named(MAX_HEAD_LENGTH - rest + 1)], encoding)).toThrow(tooLarge);
    const line = JSON.stringify([[named(MAX_HEAD_LENGTH - rest + 1).message], [0]]);
    expect(() => unpackFrame(frameOf(line, '', encoding), encoding)).toThrow(overBudget);
  });

  it('has one message, or bodies of a batch', () => {
    const large = (units: number): Packet => ({ message, body: { text: 'x'.repeat(units), blobs: [] } });
    const half = MAX_BATCH_BYTES / 4;
    expect(() => packFrame([large(half), large(half)], encoding)).not.toThrow();
    expect(() => packFrame([large(half), large(half + 1)], encoding)).toThrow(tooLarge);
    expect(() => packFrame([large(half * 3)], encoding)).not.toThrow();
  });

  it.each([
    ['fewer sizes than messages', '[[{"kind":"send","channel":"x"},0],[0]]'],
    ['more sizes than messages', `[[{"kind":"send","channel":"x"}],[0${',0'.repeat(1000)}]]`],
    ['sizes that are not an array', '[[{"kind":"send","channel":"x"}],{"length":1,"0":0}]'],
    ['messages that are not an array', '[{"length":1,"0":{"kind":"send","channel":"x"}},[0]]'],
  ])('is malformed with %s', (_name, line) => {
    expect(() => unpackFrame(frameOf(line, '', encoding), encoding)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }),
    );
  });
});

describe('frames inside a frame', () => {
  it('share its budget of messages', () => {
    const budget = frameBudget();
    unpackFrame(frameOf(many(MAX_FRAME_MESSAGES - 1), '', 'text'), 'text', budget);
    const left = budget.messages;
    expect(() => unpackFrame(frameOf(many(left), '', 'text'), 'text', { ...budget })).not.toThrow();
    expect(() => unpackFrame(frameOf(many(left + 1), '', 'text'), 'text', budget)).toThrow(overBudget);
  });

  it('share its budget of characters in first lines', () => {
    const budget = frameBudget();
    budget.headLength = 100;
    const line = (length: number) => `[[],[]${' '.repeat(length - 7)}]`;
    expect(() => unpackFrame(`${line(100)}\n`, 'text', { ...budget })).not.toThrow();
    expect(() => unpackFrame(`${line(101)}\n`, 'text', { ...budget })).toThrow(overBudget);
  });

  it.each(['call', 'openGuest', 'send'])(
    'of one guest, written by hand and full of %s, leave other guests their budget',
    (kind) => {
      const last: Packet = {
        message: { kind: 'guestFrame', link: 2 },
        body: frameToBody(
          packFrame([{ message: { kind: 'call', channel: 'x', seq: 1 }, body: empty.body }], 'text'),
        ),
      };
      let packed = 0;
      for (let count = 1; count < 2 * MAX_FRAME_REQUESTS; count++) {
        const text = `[[{"kind":"${kind}"}${again(count)}],[0${again(count)}]]\n`;
        const guests: Packet[] = [
          { message: { kind: 'guestFrame', link: 1 }, body: { text, blobs: [] } },
          last,
        ];
        let frame: unknown;
        try {
          frame = packFrame(guests, 'text');
        } catch {
          continue;
        }
        packed++;
        const budget = frameBudget();
        for (const { body } of unpackFrame(frame, 'text', budget)) {
          expect(() => unpackFrame(body.text, 'text', budget)).not.toThrow();
        }
      }
      expect(packed).toBeGreaterThan(100);
    },
  );

  it('that an honest window packs are within the budget, at every depth', () => {
    const inner = Array.from({ length: MAX_FRAME_MESSAGES }, () => empty);
    let frame = packFrame(inner, 'structured-clone');
    for (let depth = 0; depth < 8; depth++) {
      const packet: Packet = { message: { kind: 'guestFrame', link: 1 }, body: frameToBody(frame) };
      // Beside anything else it would be too much for one frame.
      expect(() => packFrame([packet, empty], 'structured-clone')).toThrow(tooLarge);
      frame = packFrame([packet], 'structured-clone');
    }
    const budget = frameBudget();
    let packets = unpackFrame(frame, 'structured-clone', budget);
    while (packets.length === 1)
      packets = unpackFrame(bodyToFrame(packets[0]!.body), 'structured-clone', budget);
    expect(packets).toHaveLength(MAX_FRAME_MESSAGES);
  });
});

describe('a batch with very many', () => {
  it('ports is packed', () => {
    const port = { postMessage: () => undefined, close: () => undefined };
    const ports = Array.from({ length: 130_000 }, () => port);
    const packets = [{ message, body: { text: '', blobs: [], ports } }];
    expect(portsOf(packets)).toHaveLength(130_000);
    expect(frameToBody(packFrame(packets, 'structured-clone')).ports).toHaveLength(130_000);
  });
});

describe('a frame of a guest that is a sparse array', () => {
  it('is not walked to its end', () => {
    const sparse: unknown[] = ['[[],[]]\n', new Uint8Array(1)];
    sparse.length = 2 ** 32 - 1;
    expect(frameToBody(sparse)).toEqual({ text: '[[],[]]\n', blobs: [new Uint8Array(1)] });
    expect(frameBytes(sparse)).toBe(17);
  });
});

describe('the bytes of a frame', () => {
  it.each([
    ['of one byte a unit', 'x'],
    ['of three bytes a unit', '€'],
    ['of surrogate pairs', '😀'],
    ['of control characters, which JSON writes as six', '\u0001'],
    ['of halves of surrogate pairs', '\ud800'],
  ])('follow from messageBytes for text %s', (_name, unit) => {
    const limits = { ...DEFAULT_LIMITS, messageBytes: 3 * 1024 * 1024 };
    const units = (written: string) => electronJson.encode([written]).text.length;
    const each = (units(unit.repeat(10)) - units('')) / 10;
    const text = unit.repeat(Math.floor((limits.messageBytes / 2 - 4) / each));
    const frame = packFrame([{ message, body: electronJson.encode([text]) }], 'text') as string;
    expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(maxFrameBytes(limits));
  });

  it('follow from messageBytes for binary values, as base64 too', () => {
    const limits = { ...DEFAULT_LIMITS, messageBytes: 3 * 1024 * 1024 };
    const body = electronJson.encode([new Uint8Array(limits.messageBytes - 100)]);
    for (const encoding of ['text', 'bytes'] as const) {
      const frame = packFrame([{ message, body }], encoding) as string | Uint8Array;
      expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(maxFrameBytes(limits));
    }
  });
});
