import type { Encoding } from '@culvert/protocol';
import fc from 'fast-check';
import { honestDeeds } from '../model/honest.js';
import { mainDeeds } from '../model/main-deeds.js';
import type { MemoryRun, Step } from '../places/memory-run.js';
import { rendererFrame } from './frames.js';

const peer = fc.constantFrom(0 as const, 1 as const);
const who = peer;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 60, arbitrary: fc.record({ do: fc.constant('frame' as const), peer, frame: rendererFrame }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hello' as const), peer }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('leave' as const),
      peer,
      how: fc.constantFrom('closes' as const, 'breaks' as const, 'is closed by main' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('stall' as const),
      peer,
      bytes: fc.constantFrom(0, 400 * 1024, 600 * 1024, 2 * 1024 * 1024),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('honest' as const), who, deed: fc.constantFrom(...honestDeeds) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ask' as const), who, peer, how: fc.nat(2) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('main' as const), deed: fc.constantFrom(...mainDeeds), peer }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(1, 10, 100, 11_000) }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'turn' }) },
);

const encoding = fc.constantFrom<Encoding>('text', 'structured-clone', 'bytes');

/** A whole run. Two hostile renderers shake hands, and then act freely among honest ones. */
export const memoryRun: fc.Arbitrary<MemoryRun> = fc.record({
  encodings: fc.tuple(encoding, encoding),
  codec: fc.constantFrom('electronJson' as const, 'structured' as const),
  steps: fc
    .array(step, { maxLength: 160, size: 'max' })
    .map((steps): readonly Step[] => [{ do: 'hello', peer: 0 }, { do: 'hello', peer: 1 }, ...steps]),
});
