import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reduce, type Effect, type RouterEvent, type RouterState } from '@culvert/router';
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

/** A router with a fault in its effects. */
function broken(change: (effect: Effect, event: RouterEvent) => readonly Effect[]): typeof reduce {
  return (state, event) => {
    const [next, effects] = reduce(state, event);
    return [next, effects.flatMap((effect) => change(effect, event))];
  };
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

  it.each([
    ['loses an effect', broken((effect) => (effect.type === 'abandon' ? [] : [effect]))],
    [
      'uses a number twice',
      (state: RouterState, event: RouterEvent) => reduce({ ...state, lastSeq: 0 }, event),
    ],
    [
      'answers an epoch that has ended',
      broken((effect) =>
        effect.type === 'reply'
          ? [{ ...effect, to: { ...effect.to, epoch: effect.to.epoch - 1 } }]
          : [effect],
      ),
    ],
  ])('shows a router that %s', (_title, router) => {
    expect(() => replay(recording, { reduce: router })).toThrow('otherwise than recorded');
  });
});
