import { electronJson, structured, type Codec } from '@culvert/protocol';
import fc from 'fast-check';

/** A body as the peer writes it. `blobs` are the sizes of the blobs that it really sends. */
export interface WrittenBody {
  readonly text: string;
  readonly blobs: readonly number[];
}

/** Values that an honest peer sends too. */
const values: readonly (readonly unknown[])[] = [
  [],
  ['nonce'],
  [1, 2, 3],
  [{ sender: { id: 0, kind: 'main', identity: 'root' } }],
  [{ sender: { id: 1 } }, { sender: { id: 1 } }, { sender: { id: 1 } }],
  [null],
  [-0],
  ['x'.repeat(5000)],
  [Array.from({ length: 200 }, (_, n) => ({ n }))],
  [JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')],
  [new Uint8Array(4)],
  [[new Uint8Array(1), new Uint8Array(70_000)]],
  [{ then: 1, next: 2, length: -1, toJSON: null }],
];

function encoded(codec: Codec): WrittenBody[] {
  return values.map((args) => {
    const { text, blobs } = codec.encode(args);
    return { text, blobs: blobs.map(({ byteLength }) => byteLength) };
  });
}

const honest = [...encoded(electronJson), ...encoded(structured)];

/** Texts that no codec has written. */
const lies: readonly string[] = [
  '',
  'x',
  '[',
  '[1',
  '{}',
  'null',
  '7',
  '"text"',
  '[]]',
  '!',
  '![{"\\u0000":7}]',
  '![{"\\u0000":"-0"}]',
  '*',
  '*[]',
  '*[[0,1,2]]',
  '*[{"__proto__":1}]',
  '*[["Array",4294967295]]',
  '[1e999]',
  '['.repeat(3000) + ']'.repeat(3000),
  `[${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}]`,
  '\ud800',
  '\ufeff[]',
  '[0]\n[0]',
];

const blobSizes = fc.oneof(
  { weight: 6, arbitrary: fc.constant<readonly number[]>([]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<readonly number[]>([0], [4], [4, 4, 4], [70_000], new Array(50).fill(0)),
  },
);

export const body: fc.Arbitrary<WrittenBody> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...honest) },
  { weight: 3, arbitrary: fc.record({ text: fc.constantFrom(...lies), blobs: blobSizes }) },
  { weight: 1, arbitrary: fc.record({ text: fc.json({ maxDepth: 3 }), blobs: blobSizes }) },
);

/** The bodies of several items, end to end, with their correct sizes. */
export const items: fc.Arbitrary<{ readonly sizes: readonly unknown[]; readonly body: WrittenBody }> = fc
  .oneof(
    {
      weight: 8,
      arbitrary: fc.array(fc.constantFrom(...honest.slice(0, 8)), { minLength: 1, maxLength: 4 }),
    },
    { weight: 2, arbitrary: fc.array(body, { maxLength: 6 }) },
    { weight: 1, arbitrary: fc.array(fc.constant(honest[0]!), { minLength: 63, maxLength: 130 }) },
  )
  .map((bodies) => ({
    sizes: bodies.map(({ text, blobs }) => (blobs.length === 0 ? text.length : [text.length, blobs.length])),
    body: { text: bodies.map(({ text }) => text).join(''), blobs: bodies.flatMap(({ blobs }) => blobs) },
  }));
