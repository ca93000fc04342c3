// `npm run fuzz`: sends a million frames of hostile peers in every place, and reports the outcome.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { placeNames, type PlaceName } from './places/place.js';
import type { PlaceReport } from './place-run.js';
import { reportOf } from './report.js';
import { runPlace } from './run-place.js';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    place: { type: 'string', multiple: true },
    ignore: { type: 'string' },
  },
});

/**
 * The share of each place in all frames. Real processes cost most, and the guided fuzzer starts
 * from a corpus.
 */
const shares: Readonly<Record<PlaceName, number>> = {
  memory: 0.35,
  'hostile main': 0.1,
  guided: 0.46,
  worker: 0.03,
  child: 0.03,
  socket: 0.03,
};

const inOneProcess: Readonly<Partial<Record<PlaceName, true>>> = {
  memory: true,
  'hostile main': true,
  guided: true,
};

const wanted = values.place ?? placeNames;
const unknown = wanted.filter((name) => !(placeNames as readonly string[]).includes(name));
if (unknown.length > 0) {
  console.error(`No place ${unknown.join(', ')}. There are: ${placeNames.join(', ')}.`);
  process.exit(1);
}
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000_000));
const all = (wanted as readonly PlaceName[]).reduce((sum, place) => sum + shares[place], 0);
const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const files = {
  hostile: fileOf('./programs/hostile-peer.js'),
  honest: fileOf('./programs/honest-peer.js'),
};

console.log(`seed ${seed}`);
const reports: PlaceReport[] = [];
// Each place runs in its own process, two at once. Places that measure the time of honest calls run
// alone.
const own = (wanted as readonly PlaceName[]).filter((place) => place in inOneProcess);
await Promise.all([
  run(own.filter((place) => place !== 'guided')),
  run(own.filter((place) => place === 'guided')),
]);
await run((wanted as readonly PlaceName[]).filter((place) => !(place in inOneProcess)));
console.log(`\n${reportOf(reports)}`);
process.exitCode = reports.some(({ failures }) => failures.length > 0) ? 1 : 0;

async function run(places: readonly PlaceName[]): Promise<void> {
  for (const place of places) {
    const frames = Math.ceil((Number(values.frames) * shares[place]) / all);
    console.log(`${place}: ${frames.toLocaleString('en-US')} frames …`);
    const { path, ignore } = values;
    reports.push(await runPlace(fileOf('./place-run.js'), { place, files, seed, frames, path, ignore }));
  }
}
