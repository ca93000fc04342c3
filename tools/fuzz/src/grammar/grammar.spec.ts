import { DEFAULT_LIMITS, isRendererMessage, unpackFrame, type Encoding } from '@culvert/protocol';
import fc from 'fast-check';
import { rendererFrame, writeFrame } from './frames.js';
import { rendererMessages } from './renderer-messages.js';
import { memoryRun } from './sequences.js';

const encodings: readonly Encoding[] = ['text', 'structured-clone', 'bytes'];

describe('the grammar', () => {
  it.each(Object.entries(rendererMessages))(
    'writes messages of kind %s that main accepts',
    (kind, packet) => {
      const written = fc.sample(packet, { seed: 1, numRuns: 300 });
      const taken = written.filter(({ message }) => isRendererMessage(message, DEFAULT_LIMITS));
      expect(taken.length).toBeGreaterThan(30);
      expect(new Set(written.map(({ message }) => message['kind']))).toEqual(new Set([kind]));
    },
  );

  it.each(encodings)('writes readable and unreadable frames of %s', (encoding) => {
    let read = 0;
    const written = fc.sample(rendererFrame, { seed: 2, numRuns: 500 });
    for (const frame of written) {
      try {
        const packets = unpackFrame(writeFrame(frame, encoding, 1), encoding);
        read++;
        if (frame.tamper.type === 'none') expect(packets).toHaveLength(frame.packets.length);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_CULVERT_MALFORMED_FRAME' });
      }
    }
    expect(read).toBeGreaterThan(200);
    expect(read).toBeLessThan(500);
  });

  it('writes the same sequences for the same seed', () => {
    const sequences = () => JSON.stringify(fc.sample(memoryRun, { seed: 3, numRuns: 20 }));
    expect(sequences()).toBe(sequences());
  });
});
