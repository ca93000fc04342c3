import { wrap } from '@culvert/core/contract';
import { firstValueFrom, from } from 'rxjs';
import { peer } from './contracts.js';
import { describe } from './findings.js';
import { newNonce, type HonestRenderer } from './honest.js';
import type { Stage } from './stage.js';

/** Actions of main. If one goes to a hostile renderer, it only has to end. */
export const mainDeeds = [
  'calls an honest renderer',
  'calls a hostile one',
  'subscribes to a hostile one',
  'subscribes to a hostile one without an error callback',
  'sends a stream to a hostile one',
  'calls a hostile one with much',
  'calls everyone within a listener',
  'sends',
  'broadcasts',
] as const;
export type MainDeed = (typeof mainDeeds)[number];

const settling = new WeakMap<Stage, { count: number }>();

/** Watches main's own call to a hostile renderer. Any outcome is right, but there must be one. */
function watch(stage: Stage, outcome: Promise<unknown>): void {
  const pending = settling.get(stage) ?? { count: 0 };
  settling.set(stage, pending);
  pending.count++;
  const done = () => void pending.count--;
  outcome.then(done, done);
}

export function doInMain(stage: Stage, deed: MainDeed, id: number, victim: HonestRenderer): void {
  const { main } = stage;
  const nonce = newNonce(stage);
  const hostile = main.webContents.fromId(id);
  switch (deed) {
    case 'calls an honest renderer':
      callHonest(stage, victim.renderer.id);
      return;
    case 'calls a hostile one':
      if (hostile !== undefined) watch(stage, wrap(hostile, peer).echo(nonce));
      return;
    case 'subscribes to a hostile one':
      if (hostile !== undefined) watch(stage, firstValueFrom(wrap(hostile, peer).count(9)));
      return;
    case 'subscribes to a hostile one without an error callback':
      if (hostile !== undefined) wrap(hostile, peer).count(9).subscribe();
      return;
    case 'sends a stream to a hostile one':
      if (hostile !== undefined) watch(stage, firstValueFrom(wrap(hostile, peer).join(from([nonce, nonce]))));
      return;
    case 'calls a hostile one with much':
      if (hostile !== undefined) watch(stage, wrap(hostile, peer).echo('x'.repeat(120_000)));
      return;
    case 'calls everyone within a listener':
      main.ipcMain.once('honest', () => {
        for (const contents of main.webContents.getAll()) {
          if (stage.cast.honest.has(contents.id)) callHonest(stage, contents.id);
          else watch(stage, wrap(contents, peer).echo(nonce));
        }
      });
      victim.do('send', victim);
      return;
    case 'sends':
      main.webContents.fromId(id)?.send('open', nonce);
      return;
    case 'broadcasts':
      main.channel('open').next(nonce);
      return;
  }
}

function callHonest(stage: Stage, id: number): void {
  const { main, findings } = stage;
  const contents = main.webContents.fromId(id);
  if (contents === undefined) {
    findings.add('honest renderers stay connected', `main has lost renderer ${id}`);
    return;
  }
  const nonce = newNonce(stage);
  const answer = wrap(contents, peer).echo(nonce);
  watch(
    stage,
    answer.then(
      (value) => {
        if (JSON.stringify(value) === JSON.stringify([0, nonce])) return;
        findings.add('no answer to the wrong caller', `main's call: ${describe(value)} for ${nonce}`);
      },
      (error: unknown) => findings.add('honest calls succeed', `main's call: ${describe(error)}`),
    ),
  );
}

/** How many of main's own calls and streams have not ended yet. */
export function pendingOf(stage: Stage): number {
  return settling.get(stage)?.count ?? 0;
}
