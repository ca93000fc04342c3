import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundleEntry } from '@culvert/harness';
import type { EmitterName } from '../../../testing/node-emitter-tests/emitters.js';
import type { TestResult, TestRun } from '../../../testing/node-emitter-tests/run-test-files.js';

const eventsPackage = dirname(require.resolve('events/package.json'));
const folder = join(eventsPackage, 'tests');
const program = join(__dirname, '../../../testing/node-emitter-tests/run-test-files.ts');
/** Files that are not tests: the runner, and helpers of the tests. */
const helpers = ['common.js', 'index.js', 'legacy-compat.js'];
const files = readdirSync(folder).filter((file) => !helpers.includes(file));

const guard = "its guard on 'error' is there from the start, by specification";
/** Deviations of an emitter that its specification demands, by emitter and file. */
const differences: { readonly [E in EmitterName]?: Readonly<Record<string, string>> } = {
  ipcMain: {
    'errors.js': guard,
    'events-list.js': guard,
    'events-once.js': guard,
    'listeners-side-effects.js': guard,
    'remove-all-listeners.js': guard,
    'set-max-listeners-side-effects.js': guard,
    'special-event-names.js': guard,
  },
  toEventEmitter: { 'subclass.js': 'it makes emitters, and is no class to inherit from' },
};

const names: readonly EmitterName[] = [
  'EventEmitter itself',
  'ipcRenderer',
  'ipcMain',
  'ipcMain without its guard',
  'webContents',
  'guest',
  'toEventEmitter',
];

describe.each([
  { base: "Node's events", alias: {} },
  { base: 'the npm package events', alias: { events: join(eventsPackage, 'events.js') } },
])("Node's own tests of EventEmitter, over $base", ({ alias }) => {
  let bundle: string;

  beforeAll(async () => {
    bundle = await bundleEntry(program, { platform: 'node', alias });
  });

  describe.each(names)('with %s in place of it', (emitter) => {
    const results = new Map<string, TestResult>();
    const different = differences[emitter] ?? {};
    const comparable = files.filter((file) => !Object.hasOwn(different, file));

    beforeAll(async () => {
      const workerData: TestRun = { emitter, folder, files: comparable };
      // The files say what they skip, and Node warns of too many listeners, as it is asked to.
      const worker = new Worker(bundle, { workerData, stdout: true, stderr: true });
      worker.on('message', (result: TestResult) => results.set(result.file, result));
      await once(worker, 'exit');
    });

    it.each(comparable)('%s', (file) => expect(results.get(file)).toEqual({ file }));

    for (const [file, reason] of Object.entries(different)) it.skip(`${file}: ${reason}`, () => undefined);
  });
});
