// Runs one place of the fuzzer in its own process, so that a crash ends only this process.
import { runGuidedPlace } from './guided/guided-place.js';
import { Tally } from './model/tally.js';
import { runHostileMainPlace } from './places/hostile-main.js';
import { runMemoryPlace } from './places/memory-place.js';
import type { PlaceName, PlaceOptions, PlaceResult } from './places/place.js';
import type { ProgramFiles } from './places/programs.js';
import { runRemotePlace } from './places/remote.js';

/** The order to a place: its one argument. */
export interface PlaceOrder extends Omit<PlaceOptions, 'ignore'> {
  readonly place: PlaceName;
  readonly files: ProgramFiles;
  readonly ignore?: string | undefined;
  /** Sources of the protocol, for the guided place. */
  readonly entry?: string | undefined;
}

/** The report of a place at its end. */
export interface PlaceReport extends PlaceResult {
  readonly place: PlaceName;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly kinds: Readonly<Record<string, number>>;
  readonly heapMb: readonly [before: number, after: number];
  readonly seconds: number;
}

const { place, files, ignore, entry, ...rest } = JSON.parse(process.argv[2]!) as PlaceOrder;
const options: PlaceOptions = { ...rest, ...(ignore !== undefined && { ignore: new RegExp(ignore) }) };
// Most refusals are errors, and their stacks are most of the work.
Error.stackTraceLimit = 4;
const outcomes = new Tally();
const kinds = new Tally();
const start = performance.now();
const before = heapMb();
const result = await run();
const heap = result.memory ?? { before, after: heapMb() };
const report: PlaceReport = {
  ...result,
  place,
  outcomes: outcomes.counts,
  kinds: kinds.counts,
  heapMb: [heap.before, heap.after],
  seconds: Math.round((performance.now() - start) / 100) / 10,
};
process.send!(report, () => process.exit(0));

async function run(): Promise<PlaceResult> {
  switch (place) {
    case 'memory':
      return runMemoryPlace(options, outcomes, kinds);
    case 'hostile main':
      return runHostileMainPlace(options, outcomes, kinds);
    case 'guided':
      return runGuidedPlace(options, outcomes, entry);
    case 'worker':
    case 'child':
    case 'socket':
      return runRemotePlace(place, options, files, outcomes, kinds);
  }
}

function heapMb(): number {
  (globalThis as { readonly gc?: () => void }).gc?.();
  return Math.round((process.memoryUsage().heapUsed / 1e6) * 10) / 10;
}
