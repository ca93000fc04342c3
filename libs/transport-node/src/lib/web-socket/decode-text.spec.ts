import fc from 'fast-check';
import { decodeText } from './decode-text.js';

/** Text of all lengths of UTF-8, with special characters: a byte order mark, noncharacters, the last code point. */
const special = fc.constantFrom(
  '\ufeff',
  '\uffff',
  '\ufffe',
  '\ufffd',
  '\u{10ffff}',
  '\u0000',
  'é',
  '漢',
  '😀',
  '\ud7ff',
  '\ue000',
);
const unit = fc.oneof(
  { weight: 3, arbitrary: special },
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
);

describe('decodeText', () => {
  it.each([8 * 1024 - 1, 8 * 1024, 100_000])('decodes %s bytes and more as Node does', (bytes) => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 50 }), fc.nat(3), (units, offset) => {
        const part = units.join('');
        const text = 'a'.repeat(offset) + part.repeat(Math.ceil(bytes / Buffer.byteLength(part)));
        const encoded = Buffer.from(text, 'utf8');
        // A message may stand anywhere in the memory of others.
        const within = Buffer.concat([Buffer.alloc(offset, 0xff), encoded, Buffer.alloc(3, 0xff)]);
        const view = within.subarray(offset, offset + encoded.length);
        expect(decodeText(view) === encoded.toString('utf8')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('has U+FFFD for lone surrogates, as UTF-8 carries them', () => {
    const text = `${'漢'.repeat(10_000)}\ud800`;
    expect(decodeText(Buffer.from(text, 'utf8'))).toBe(`${'漢'.repeat(10_000)}\ufffd`);
  });

  it.each(['a', 'é'])('of ASCII and of Latin-1 is the same text: %s', (char) => {
    const text = char.repeat(20_000);
    expect(decodeText(Buffer.from(text, 'utf8')) === text).toBe(true);
  });
});
