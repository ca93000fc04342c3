import { join } from 'node:path';
import { Tally } from '../model/tally.js';
import { runGuidedPlace } from './guided-place.js';

const entry = join(__dirname, '../../../../libs/protocol/src/index.ts');

describe('the guided fuzzer', () => {
  it('reaches more with more inputs, the same with the same seed, and finds errors', () => {
    const run = (frames: number) => {
      const tally = new Tally();
      const { failures } = runGuidedPlace({ seed: 1, frames }, tally, entry);
      expect(failures).toEqual([]);
      return tally.counts;
    };
    const few = run(60);
    const many = run(1500);
    expect(many['branches and statements reached']).toBeGreaterThan(few['branches and statements reached']!);
    expect(run(60)).toEqual(few);
  });
});
