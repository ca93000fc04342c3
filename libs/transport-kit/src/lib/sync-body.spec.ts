import fc from 'fast-check';
import { MAX_CARRIED_FRAMES, packSyncBody, unpackSyncBody } from './sync-body.js';

const body = fc.record({ from: fc.integer({ min: 1 }), frames: fc.array(fc.string()), request: fc.string() });

it('a sync body is unpacked unchanged, for any texts', () => {
  fc.assert(fc.property(body, (each) => expect(unpackSyncBody(packSyncBody(each))).toEqual(each)));
});

it('a body of any text is read or refused, and never more than the text itself', () => {
  const text = fc.oneof(
    fc.string(),
    fc.tuple(fc.json(), fc.string()).map(([head, rest]) => `${head}\n${rest}`),
    fc.tuple(fc.array(fc.anything()), fc.string()).map(([head, rest]) => `${JSON.stringify(head)}\n${rest}`),
  );
  fc.assert(
    fc.property(text, (each) => {
      try {
        const { frames, request } = unpackSyncBody(each);
        expect(frames.join('') + request).toBe(each.slice(each.indexOf('\n') + 1));
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_CULVERT_MALFORMED_FRAME' });
      }
    }),
    { numRuns: 1000 },
  );
});

it('carries 4096 frames, and not one more', () => {
  const frames = Array.from({ length: MAX_CARRIED_FRAMES }, () => 'f');
  const full = { from: 2 ** 50, frames, request: 'r' };
  expect(unpackSyncBody(packSyncBody(full))).toEqual(full);
  const over = packSyncBody({ ...full, frames: [...frames, 'f'] });
  expect(() => unpackSyncBody(over)).toThrow(
    expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }),
  );
});
