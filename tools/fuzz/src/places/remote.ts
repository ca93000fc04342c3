import type { Limits, Main, Transport } from '@culvert/core';
import { createMemoryLink, createRenderer } from '@culvert/core';
import { randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { firstValueFrom } from 'rxjs';
import { describe, Findings } from '../model/findings.js';
import { honestDeeds, HonestRenderer } from '../model/honest.js';
import { doInMain, mainDeeds, pendingOf } from '../model/main-deeds.js';
import { HONEST_ORIGIN, HOSTILE_ORIGIN } from '../model/policy-table.js';
import { createStage, type Stage } from '../model/stage.js';
import { Latencies, type Tally } from '../model/tally.js';
import type { HonestReport, HostileReport, Way } from '../programs/parameters.js';
import type { Failure, PlaceOptions, PlaceResult } from './place.js';
import { startProgram, type Program, type ProgramFiles } from './programs.js';
import { serveBoth, type Servers } from './servers.js';
import { watchUncaught } from './uncaught.js';

/** Small, so that they are reached. Honest calls stay below them. */
const limits: Partial<Limits> = {
  pendingCalls: 200,
  openStreams: 200,
  guests: 8,
  badFrames: 200,
  messageBytes: 256 * 1024,
};
/** Time between two rounds of main and its honest renderers, in ms. */
const ROUND_MS = 20;
/** How many frames one hostile program sends before it ends and the next one starts. */
const FRAMES_EACH = 4_000;
/** Limit of the growth of main's heap between the end of the first hostile program and the last, in MB. */
const GROWTH_MB = 12;
/** How long open calls and streams may take to end after the hostile renderers have left, in ms. */
const SETTLE_MS = 8_000;

/**
 * Runs hostile renderers in a real place, one after another. Honest renderers call main meanwhile,
 * and one of them runs in such a place too.
 */
export async function runRemotePlace(
  way: Way,
  { seed, frames: wanted, ignore }: PlaceOptions,
  files: ProgramFiles,
  tally: Tally,
  kinds: Tally,
): Promise<PlaceResult> {
  const findings = new Findings(ignore);
  const uncaught = watchUncaught((error) => findings.add('no uncaught error', describe(error)));
  const secret = randomBytes(8).toString('hex');
  const stage = createStage(findings, tally, { limits }, secret);
  const { main, cast } = stage;
  main.inspect$.subscribe((item) => item.kind === 'drop' && tally.add(`dropped: ${item.reason}`));
  const servers = way === 'socket' ? await serveBoth(main, (id) => cast.honest.add(id)) : undefined;
  const local = localRenderers(stage);
  await Promise.all(local.map(({ renderer }) => renderer.ready));
  cast.victim = local[0].renderer.id;

  const honest = startProgram(files, 'honest', { way, seed, frames: 0, secret, ...served(servers?.honest) });
  if (servers === undefined) {
    const transport = honest.transport();
    cast.honest.add(main.connect(transport, { kind: 'process', origin: HONEST_ORIGIN }).id);
  }
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const rounds = setInterval(() => doRound(stage, local), ROUND_MS);

  let frames = 0;
  let before: number | undefined;
  delay.enable();
  for (let n = 0; frames < wanted && findings.count < 20; n++) {
    const share = Math.min(FRAMES_EACH, wanted - frames);
    const report = await runHostile(main, files, way, seed + n * 1000, share, servers);
    frames += report?.frames ?? share;
    if (report === undefined) tally.add('hostile programs that ended before their last frame');
    else kinds.merge(report.kinds);
    before ??= heapMb();
  }
  delay.disable();
  clearInterval(rounds);
  main.channel('stop').next(true);
  const report = await honest.report<HonestReport>();
  judge(findings, tally, report);
  await settle(stage, local, way === 'socket' ? 0 : 1);
  stage.nonces.clear();
  const after = heapMb();
  if (before !== undefined && frames > FRAMES_EACH && after - before > GROWTH_MB) {
    findings.add('memory flat', `main's heap has grown from ${before} to ${after} MB`);
  }
  await servers?.close();
  main.close();
  uncaught.stop();
  const failures = findings.list.map(({ promised, detail }): Failure => ({
    place: way,
    seed,
    path: '',
    reason: `${promised}: ${detail}`,
    counterexample: '',
  }));
  return {
    frames,
    failures,
    longest: Math.round(delay.max / 1e6),
    honest: {
      p50: report?.p50 ?? 0,
      p99: report?.p99 ?? 0,
      max: report?.max ?? 0,
      calls: report?.calls ?? 0,
    },
    memory: { before: before ?? after, after },
  };
}

function served(server: Servers['honest'] | undefined): { readonly url: string; readonly token: string } {
  return { url: server?.url ?? '', token: server?.token ?? '' };
}

/**
 * Honest renderers in main's own process: the victim, and one that no hostile renderer may reach.
 */
function localRenderers(stage: Stage): readonly [HonestRenderer, HonestRenderer] {
  return ['victim', 'vault'].map((name) => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    const { id } = stage.main.connect(mainEnd, { origin: HONEST_ORIGIN, identity: name });
    return new HonestRenderer(name, createRenderer(rendererEnd), id, stage, new Latencies());
  }) as unknown as [HonestRenderer, HonestRenderer];
}

let round = 0;

/**
 * Each round runs the next action of an honest renderer and of main, and a call to the hostile
 * renderers.
 */
function doRound(stage: Stage, [victim, vault]: readonly [HonestRenderer, HonestRenderer]): void {
  round++;
  const [who, other] = round % 2 === 0 ? [victim, vault] : [vault, victim];
  who.do(honestDeeds[round % honestDeeds.length]!, other);
  const strangers = stage.main.webContents.getAll().filter(({ id }) => !stage.cast.honest.has(id));
  const stranger = strangers[round % Math.max(1, strangers.length)];
  if (stranger === undefined) return;
  doInMain(stage, mainDeeds[round % mainDeeds.length]!, stranger.id, victim);
  if (round % 3 === 0) victim.askHostile(stranger.id, round % 9 === 0 ? 0 : (round % 3) + 1);
}

/**
 * Runs one hostile program to its end. When main closes its connection, main accepts the next one.
 */
async function runHostile(
  main: Main,
  files: ProgramFiles,
  way: Way,
  seed: number,
  frames: number,
  servers: Servers | undefined,
): Promise<HostileReport | undefined> {
  const program = startProgram(files, 'hostile', {
    way,
    seed,
    frames,
    secret: '',
    ...served(servers?.hostile),
  });
  if (servers === undefined) keepConnected(main, program);
  const report = await program.report<HostileReport>();
  await program.ended;
  return report;
}

function keepConnected(main: Main, program: Program): void {
  const connect = (): void => {
    if (program.hasEnded) return;
    const transport: Transport = program.transport();
    const contents = main.connect(transport, { kind: 'process', origin: HOSTILE_ORIGIN });
    contents.once('destroyed', () => setImmediate(connect));
  };
  connect();
}

function judge(findings: Findings, tally: Tally, report: HonestReport | undefined): void {
  if (report === undefined) {
    findings.add('honest renderers stay connected', 'the honest program has ended without a report');
    return;
  }
  tally.add('honest calls answered', report.calls);
  for (const failure of report.failures) findings.add('honest calls succeed', failure);
  for (const wrong of report.wrongAnswers) findings.add('no answer to the wrong caller', wrong);
}

/** The hostile renderers have left. All calls to them must end, and nothing of them may stay. */
async function settle(stage: Stage, local: readonly HonestRenderer[], remote: number): Promise<void> {
  const { main, findings, running } = stage;
  const open = () => local.reduce((sum, { pending }) => sum + pending, pendingOf(stage));
  const windows = () => main.webContents.getAll().length;
  const until = performance.now() + SETTLE_MS;
  while (performance.now() < until && (open() > 0 || running.size > 0 || windows() > local.length)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (open() > 0) findings.add('everything settles', `${open()} calls and streams never end`);
  for (const what of running) findings.add('everything settles', `${what} is never told to end`);
  for (const one of local) one.checkAlive();
  const { endpoints } = await firstValueFrom(main.state$);
  const left = Object.values(endpoints);
  if (left.length > local.length + remote || windows() > local.length + remote) {
    findings.add('state back to baseline', `${left.length} renderers and ${windows()} windows are left`);
  }
  for (const { id, pending, serving } of left) {
    if (pending.length + serving.length === 0) continue;
    findings.add('state back to baseline', `renderer ${id}: ${describe({ pending, serving })}`);
  }
}

/** The heap after a collection, if Node was started with access to the collector. */
function heapMb(): number {
  const { gc } = globalThis as { readonly gc?: () => void };
  gc?.();
  return Math.round((process.memoryUsage().heapUsed / 1e6) * 10) / 10;
}
