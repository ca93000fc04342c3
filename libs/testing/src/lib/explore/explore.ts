import { firstValueFrom, timer } from 'rxjs';
import { Exploration } from './exploration.js';
import { takeVirtualTime } from '../one-run.js';
import { checkExplore, type ExploreOptions } from './explore-options.js';
import type { ExploreReport } from './explore-report.js';
import { parseReplay } from './replayed-schedule.js';
import { Sandbox } from './sandbox.js';
import type { Scenario } from './scenario.js';

/** `explore.inTurns` lets other code run after this time, in ms. */
const TURN_MS = 100;

/** The function `explore`, with its variants. */
export interface Explore {
  /**
   * Runs a scenario of main and renderers in every order that its parts may have, over the real core. The kit decides
   * what happens next: which wire delivers its next frame, which process does its next step, which timer fires, which
   * fault happens. Each run has its own virtual time and starts with a new main.
   *
   * Some checks need no word: uncaught errors, second answers, answers of other calls, messages out of order, items
   * without demand. `explore` makes a failure small, and draws it.
   *
   * @throws ExploreFailure for a schedule in which a check fails; NondeterminismError for a scenario that depends on a
   * clock, a random number, a promise or a native timer
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an async scenario, and for unknown or invalid options
   * @throws Error if there are more than `atMost` runs
   * @example
   * explore(
   *   ({ main, renderer, step, atRest }) => {
   *     const heard: unknown[] = [];
   *     main.ipcMain.on('save', (_event, text: string) => heard.push(text));
   *     step(renderer, () => renderer.ipcRenderer.send('save', 'a'));
   *     step(renderer, () => renderer.ipcRenderer.send('save', 'b'));
   *     atRest(() => heard.join() === 'a,b');
   *   },
   * );
   */
  (scenario: Scenario, options?: ExploreOptions): ExploreReport;
  /**
   * Runs one schedule again: the text that a failure has printed. Of the options, it takes those of main and the most
   * steps.
   *
   * @throws ExploreFailure if a check fails
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for another text, and if the scenario lacks a process, step or fault
   * of it
   * @example
   * explore.replay(scenario, 'r2.1 r1> r1!cut');
   */
  replay(scenario: Scenario, replay: string, options?: ExploreOptions): ExploreReport;
  /**
   * The same as `explore`, for long explorations. It lets other code run after each tenth of a second, so that memory is
   * freed. A call of `explore` keeps channels and rejected promises of all its runs until it returns.
   *
   * @example
   * console.log(String(await explore.inTurns(scenario, { schedules: 1_000_000 })));
   */
  inTurns(scenario: Scenario, options?: ExploreOptions): Promise<ExploreReport>;
}

function exploreNow(scenario: Scenario, options: ExploreOptions = {}): ExploreReport {
  checkExplore('explore', scenario, options);
  return alone('explore', (sandbox) => {
    const runs = new Exploration(scenario, options, sandbox).runs();
    for (;;) {
      const { done, value } = runs.next();
      if (done === true) return value;
    }
  });
}

/** Runs an exploration while no other run has virtual time. */
function alone<T>(user: string, task: (sandbox: Sandbox) => T): T {
  const giveBack = takeVirtualTime(user);
  try {
    const sandbox = new Sandbox();
    return sandbox.within(() => task(sandbox));
  } finally {
    giveBack();
  }
}

async function exploreInTurns(scenario: Scenario, options: ExploreOptions = {}): Promise<ExploreReport> {
  checkExplore('explore.inTurns', scenario, options);
  const giveBack = takeVirtualTime('explore.inTurns');
  try {
    const sandbox = new Sandbox();
    const runs = new Exploration(scenario, options, sandbox).runs();
    for (;;) {
      const report = sandbox.within(() => runsFor(TURN_MS, runs));
      if (report !== undefined) return report;
      await firstValueFrom(timer(0));
    }
  } finally {
    giveBack();
  }
}

function runsFor(ms: number, runs: Iterator<void, ExploreReport>): ExploreReport | undefined {
  const end = Date.now() + ms;
  do {
    const { done, value } = runs.next();
    if (done === true) return value;
  } while (Date.now() < end);
  return undefined;
}

function replay(scenario: Scenario, text: string, options: ExploreOptions = {}): ExploreReport {
  checkExplore('explore.replay', scenario, options);
  const parsed = parseReplay(text);
  return alone('explore.replay', (sandbox) => new Exploration(scenario, options, sandbox).replay(parsed));
}

/**
 * Runs a scenario in all its orders, or in random ones: see {@link Explore}.
 *
 * @example
 * console.log(String(explore(scenario)));
 */
export const explore: Explore = Object.assign(exploreNow, { replay, inTurns: exploreInTurns });
