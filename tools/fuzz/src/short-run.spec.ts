import { bundleEntry } from '@culvert/harness';
import { join } from 'node:path';
import { placeNames, type PlaceName } from './places/place.js';
import { runPlace } from './run-place.js';

/**
 * Each run of this spec sends the same frames, some thousand in all. `npm run fuzz` sends a
 * million, and different ones each time.
 */
const SEED = 20_261_127;

const frames: Readonly<Partial<Record<PlaceName, number>>> = {
  memory: 4000,
  'hostile main': 2000,
  worker: 384,
  child: 384,
  socket: 384,
};

/**
 * Time limit of one place, in ms. The spec counts frames and not their time, because the machine
 * may be busy.
 */
const LIMIT_MS = 120_000;

/** The guided fuzzer has its own spec. */
const places = placeNames.filter((name) => name in frames);

describe(`hostile peers, seed ${SEED}`, () => {
  let files: { readonly run: string; readonly hostile: string; readonly honest: string };

  beforeAll(async () => {
    const bundle = (file: string) => bundleEntry(join(__dirname, file), { platform: 'node' });
    files = {
      run: await bundle('place-run.ts'),
      hostile: await bundle('programs/hostile-peer.ts'),
      honest: await bundle('programs/honest-peer.ts'),
    };
  }, LIMIT_MS);

  it.each(places)(
    'do no harm: %s',
    async (place) => {
      const report = await runPlace(files.run, { place, files, seed: SEED, frames: frames[place]! });
      expect(report.failures).toEqual([]);
      expect(report.frames).toBeGreaterThanOrEqual(frames[place]!);
      if (place !== 'hostile main') expect(report.outcomes['honest calls answered']).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});
