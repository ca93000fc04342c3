import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readRecording, replay, replaySpec, toMarbles, type Recording } from '@culvert/testing';
import { temporaryFolder } from './support/data-dir.js';
import { outputOf, runStartScript, startApp } from './support/start-app.js';
import { cardOf, isListedAfter, isLive, openWindows, search } from './support/windows.js';

/** `RECORD_SECONDS=600` records ten minutes. By default, the windows get three tables of processes. */
const seconds = Number(process.env['RECORD_SECONDS'] ?? 0);
const folder = temporaryFolder();
const file = process.env['RECORD_FILE'] ?? join(folder, 'activity.jsonl');
let recording: Recording;

/** Uses the windows as a person does, while main records itself. */
async function recordApp(): Promise<void> {
  const app = await startApp(folder, ['--port', '0', '--record', file]);
  const windows = await openWindows();
  await windows.open(app, '');
  await windows.open(app, 'overview');
  const [processes, other] = [await windows.open(app, 'processes'), await windows.open(app, 'processes')];
  const end = performance.now() + seconds * 1_000;
  for (let round = 0; round < 3 || performance.now() < end; round++) {
    // A pick is a call of the other window, and the details are a guest.
    await search(processes, String(app.child.pid));
    await processes.locator(`.grid-row[data-pid="${app.child.pid}"]`).click();
    await cardOf(processes).locator(`.details[data-pid="${app.child.pid}"]`).getByText('MiB').waitFor();
    await isListedAfter(other, app.child.pid!, Date.now());
    if (round % 30 === 1) await windows.open(app, 'disk').then((page) => page.close());
    await (round % 2 === 0 ? other : processes).reload();
    await Promise.all([isLive(processes), isLive(other)]);
  }
  await windows.close();
  app.child.kill('SIGINT');
  await app.ended;
}

beforeAll(
  async () => {
    await recordApp();
    recording = readRecording(readFileSync(file, 'utf8'));
  },
  (seconds + 90) * 1_000,
);

/** The spec needs the packages of this workspace, so it is beside them. */
const specFolder = join(__dirname, '../test-output/recording');
const specFile = join(specFolder, 'activity.test.mjs');

/** Changes the text of the router while Node loads it. */
function withFault(from: string, to: string): string {
  const hooks = `export async function load(url, context, next) {
    const loaded = await next(url, context);
    if (!url.endsWith('/router/dist/index.js')) return loaded;
    const source = String(loaded.source);
    if (!source.includes(${JSON.stringify(from)})) throw new Error('The router has no such text.');
    return { ...loaded, source: source.replace(${JSON.stringify(from)}, ${JSON.stringify(to)}) };
  }`;
  const file = join(specFolder, 'fault.mjs');
  const url = `data:text/javascript,${encodeURIComponent(hooks)}`;
  writeFileSync(file, `import { register } from 'node:module';\nregister(${JSON.stringify(url)});\n`);
  return file;
}

function runSpec(...options: readonly string[]): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...options, '--test', '--test-reporter=tap', specFile],
    {
      encoding: 'utf8',
      // Jest's own settings are not those of this process.
      env: { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined },
    },
  );
  return stdout + stderr;
}

describe('a recording of the activity monitor', () => {
  it('replays against the shipped router, event by event', () => {
    const start = performance.now();
    const { events, effects, drops } = replay(recording);
    const ms = Math.round(performance.now() - start);
    const { size } = statSync(file);
    console.log(
      `${events} events, ${effects} effects, ${drops} drops, ${recording.items.length} items, ${size} bytes, replayed in ${ms} ms.`,
    );
    expect(events).toBeGreaterThan(50);
    expect(recording.removed).toBe(0);
    expect(replaySpec(recording, { file })).toContain(`the router decides ${events} events as it did`);
  });

  it('needs a file that can be written, or the app does not start', async () => {
    const args = ['--no-open', '--port', '0', '--data-dir', join(folder, 'other')];
    const missing = join(folder, 'missing/activity.jsonl');
    const { code, stderr } = await outputOf(runStartScript([...args, '--record', missing]));
    expect(stderr).toMatch(/^Activity could not start: ENOENT/);
    expect(code).toBe(1);
  });

  it('contains no content of a message', () => {
    for (const item of recording.items) {
      if (item.kind !== 'event' || !('body' in item.event)) continue;
      const { body } = item.event;
      expect('leftOut' in body || body.text === '[]' || body.text === '').toBe(true);
    }
  });

  it('draws the streams of the windows', () => {
    expect(toMarbles(recording, { channel: 'activity/samples' })).toMatch(/renderer \d \(window\)/);
  });

  describe('as a spec', () => {
    beforeAll(() => {
      mkdirSync(specFolder, { recursive: true });
      writeFileSync(specFile, replaySpec(recording, { file: relative(specFolder, file) }));
    });

    it('passes', () => {
      expect(runSpec()).toMatch(/# pass 1\n# fail 0/);
    });

    it.each([
      ['loses an effect', "effects.push({ type: 'abandon', of, seq });", ';'],
      ['uses a number twice', 'lastSeq: serving.seq }', 'lastSeq: state.lastSeq }'],
      [
        'answers an epoch that has ended',
        "[{ type: 'reply', to, seq, sync: pending",
        "[{ type: 'reply', to: { ...to, epoch: to.epoch - 1 }, seq, sync: pending",
      ],
    ])('fails for a router that %s', (_title, from, to) => {
      const output = runSpec('--import', withFault(from, to));
      expect(output).toMatch(/# pass 0\n# fail 1/);
      expect(output).toMatch(/The router decides item \d+ of \d+ otherwise than recorded/);
    });
  });
});
