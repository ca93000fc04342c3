import {
  encodings,
  expectPrototypesUnchanged,
  frameOf,
  receive,
  withinMemory,
} from '../../../testing/hostile-frames.js';
import { CulvertError } from '../errors.js';
import { frameToBody } from './cloned-frame.js';
import type { Encoding, Frame } from './frame.js';
import { frameBytes, ownFrame } from './own-frame.js';
import { unpackFrame } from './unpack-frame.js';

/** TypeScript's library for this target lacks them. */
function growable(bytes: number, maxByteLength: number): ArrayBuffer {
  return Reflect.construct(ArrayBuffer, [bytes, { maxByteLength }]) as ArrayBuffer;
}

describe('a value that is not a frame', () => {
  const lines: readonly (readonly [title: string, line: unknown, rest?: string])[] = [
    ['no JSON', '[['],
    ['an empty line', ''],
    ['null', null],
    ['a number', 7],
    ['an object', {}],
    ['an object with a length', { length: 2, 0: [{}], 1: [0] }],
    ['an empty list', []],
    ['messages that are null', [null, []]],
    ['messages that are text', ['abc', [0, 0, 0]]],
    ['messages that are an object', [{ length: 1, 0: {} }, [0]]],
    ['no sizes', [[{}]]],
    ['too few sizes', [[{}, {}], [0]]],
    ['sizes that are null', [[{}], null]],
    ['sizes that are text', [[{}], '0']],
    ['a message that is null', [[null], [0]]],
    ['a message that is text', [['send'], [0]]],
    ['a message that is a number', [[7], [0]]],
    ['a size that is null', [[{}], [null]]],
    ['a size that is text', [[{}], ['0']]],
    ['a negative size', [[{}], [-1]]],
    ['a broken size', [[{}], [0.5]]],
    ['a size of nothing', [[{}], [[]]]],
    ['a nested size', [[{}], [[[0]]]]],
    ['a size over the end', [[{}], [3]], '[]'],
    ['a size of 1e15', [[{}], [1e15]], '[]'],
    [
      'a size of 2^53 - 1, twice',
      [
        [{}, {}],
        [2 ** 53 - 1, 2 ** 53 - 1],
      ],
      '[]',
    ],
    ['a size of 1e999', '[[{}],[1e999]]', '[]'],
    ['a blob that is not there', [[{}], [[0, 1]]]],
    ['a blob of 1e15 bytes', [[{}], [[2, 1e15]]], '[]'],
    ['a blob of negative size', [[{}], [[2, -1]]], '[]AAAA'],
    ['a blob of broken size', [[{}], [[2, 0.5]]], '[]AAAA'],
    ['a blob of no size', [[{}], [[2, null]]], '[]AAAA'],
    ['a million blobs that are not there', [[{}], [[0, ...new Array<number>(1e6).fill(1)]]]],
  ];

  describe.each(encodings)('as %s', (encoding) => {
    it.each(lines.map(([title, line, rest = '']) => ({ title, line, rest })))('$title', ({ line, rest }) => {
      const frame = frameOf(line, rest, encoding);
      withinMemory(() => {
        expect(() => unpackFrame(frame, encoding)).toThrow(
          expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }),
        );
      });
    });
  });

  it.each<[Encoding, string, Frame]>([
    ...encodings.flatMap((encoding) =>
      [
        undefined,
        null,
        7,
        {},
        [],
        [[]],
        new Map(),
        new Set(['[[],[]]\n']),
        new Date(0),
        Object('[[],[]]\n'),
      ].map((frame): [Encoding, string, Frame] => [encoding, Object.prototype.toString.call(frame), frame]),
    ),
    ['structured-clone', 'bytes', Buffer.from('[[],[]]\n')],
    ['structured-clone', 'text without a line', '[[],[]]'],
    ['structured-clone', 'no text', [7, new Uint8Array(1)]],
    ['structured-clone', 'a blob of another class', ['[[{}],[[0,1]]]\n', Int8Array.of(1)]],
    ['structured-clone', 'a blob that is a list', ['[[{}],[[0,1]]]\n', [1]]],
    ['structured-clone', 'a blob that says so', ['[[{}],[[0,1]]]\n', { [Symbol.toStringTag]: 'Uint8Array' }]],
    [
      'structured-clone',
      'a blob in shared memory',
      ['[[{}],[[0,1]]]\n', new Uint8Array(new SharedArrayBuffer(1))],
    ],
    ['text', 'bytes', Buffer.from('[[],[]]\n')],
    ['text', 'a blob of no base64', '[[{}],[[0,4]]]\n****'],
    ['bytes', 'text', '[[],[]]\n'],
    ['bytes', 'no bytes', new Uint8Array(0)],
    ['bytes', 'three bytes', Uint8Array.of(0, 0, 0)],
    ['bytes', 'three bytes of a pool that says 4', Uint8Array.of(0, 0, 0, 4, 91, 93, 10, 10).subarray(0, 3)],
    ['bytes', 'a length over the end', Uint8Array.of(255, 255, 255, 255, 91, 93)],
    ['bytes', 'no UTF-8', Uint8Array.of(0, 0, 0, 2, 0xc3, 0x28)],
    ['bytes', 'half a surrogate pair', Uint8Array.of(0, 0, 0, 3, 0xed, 0xa0, 0x80)],
    ['bytes', 'an ArrayBuffer', new ArrayBuffer(8)],
  ])('as %s: %s', (encoding, _, frame) => {
    expect(() => unpackFrame(frame, encoding)).toThrow(CulvertError);
    receive(frame, encoding);
  });

  it('is a sparse array of any length', () => {
    const frame: unknown[] = ['[[{}],[[0,1]]]\n'];
    frame.length = 2 ** 32 - 1;
    withinMemory(() => {
      receive(structuredClone(frame), 'structured-clone');
    });
    const longer: unknown[] = ['[[{}],[2]]\n[]'];
    longer.length = 2 ** 32 - 1;
    expect(() => unpackFrame(longer, 'structured-clone')).toThrow(CulvertError);
  });

  it.each([
    ['a view of much memory', () => new Uint8Array(new ArrayBuffer(1000), 7, 1)],
    ['an empty view of it', () => new Uint8Array(new ArrayBuffer(1000), 1000)],
    ['memory that can grow', () => new Uint8Array(growable(1, 1000))],
    ['a Buffer of a pool', () => Buffer.from('x')],
  ])('a blob does not keep the memory that it was cut from: %s', (_, make) => {
    const blob = make();
    const frame = [`[[{}],[[2,${blob.byteLength}]]]\n[]`, blob];
    const [packet] = unpackFrame(frame, 'structured-clone');
    const kept = (ownFrame(frame) as Uint8Array[])[1]!;
    for (const own of [
      packet!.body.blobs[0]!,
      kept,
      frameToBody(frame).blobs[0]!,
      ownFrame(blob) as Uint8Array,
    ]) {
      expect([...own]).toEqual([...blob]);
      expect(own.buffer).toMatchObject({ byteLength: blob.byteLength, resizable: false });
    }
  });

  it('is kept only as far as it is counted', () => {
    const large = new Uint8Array(1000);
    for (const frame of [
      { large },
      new Map([['large', large]]),
      [{ large }],
      [large, { large }],
      new DataView(large.buffer),
    ])
      expect(frameBytes(ownFrame(frame))).toBeLessThanOrEqual(frameBytes(frame));
    expect(ownFrame({ large })).toBeUndefined();
    expect(ownFrame(['text', { large }, large])).toEqual(['text']);
    expect(ownFrame(['text', large])).toEqual(['text', large]);
  });

  it('keeps the original error as the cause', () => {
    expect(() => unpackFrame('[[],', 'text')).toThrow(
      expect.objectContaining({ cause: expect.any(SyntaxError) as unknown }),
    );
  });

  it('leaves the prototypes as they are', () => {
    expectPrototypesUnchanged();
  });
});
