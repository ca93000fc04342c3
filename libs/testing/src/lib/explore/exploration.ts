import { AllSchedules } from './all-schedules.js';
import type { Strategy } from './choice.js';
import { ExploreFailure } from './explore-failure.js';
import type { ExploreOptions } from './explore-options.js';
import { ExploreReport } from './explore-report.js';
import { NondeterminismError, watchSources } from './nondeterminism.js';
import { RandomSchedules } from './random-schedules.js';
import { checkFit, faultsOf, ReplayedSchedule, type Replay } from './replayed-schedule.js';
import { Run } from './run.js';
import type { RunFailure } from './run-failure.js';
import { RunLog } from './run-log.js';
import type { Sandbox } from './sandbox.js';
import type { Scenario } from './scenario.js';
import { shrink } from './shrink.js';
import { UnpackedFrames } from './unpacked-frames.js';

const MOST_STEPS = 1000;
/** These checks of the kit count on no step of a scenario. So they may fail without some of its steps. */
const OWN_CHECKS: ReadonlySet<string> = new Set([
  'agreement',
  'relay',
  'nothingOpen',
  'answered',
  'delivered',
]);
/** So many runs later, a run is compared with itself again. */
const COMPARED_EACH = 1000;
/** Explores one scenario. */
export class Exploration {
  private readonly scenario: Scenario;
  private readonly options: ExploreOptions;
  private readonly sandbox: Sandbox;
  private readonly packets = new UnpackedFrames();
  private readonly startedAt = Date.now();
  private schedules = 0;
  private pruned = 0;
  private steps = 0;
  private longest = 0;
  private isReplay = false;

  constructor(scenario: Scenario, options: ExploreOptions, sandbox: Sandbox) {
    this.scenario = scenario;
    this.options = options;
    this.sandbox = sandbox;
  }

  /** Makes all runs. It yields after each of them. */
  *runs(): Generator<void, ExploreReport> {
    const { schedules = 'all' } = this.options;
    // An error of the scenario itself comes from this first run, and has its stack.
    this.sandbox.withStacks(() => this.compare([]));
    if (schedules === 'all') yield* this.allRuns();
    else yield* this.randomRuns(schedules);
    return this.report();
  }

  report(): ExploreReport {
    const { schedules, pruned, steps, longest, startedAt } = this;
    const ms = Date.now() - startedAt;
    return new ExploreReport({ schedules, pruned, steps, longest, ms, ...this.kind() });
  }

  private kind(): { readonly kind: string; readonly seed: number | undefined } {
    const { schedules = 'all', seed = 1, preemptions = Infinity, reduction = true } = this.options;
    if (this.isReplay) return { kind: 'one replayed', seed: undefined };
    if (schedules !== 'all') return { kind: `random, seed ${seed}`, seed };
    if (preemptions !== Infinity)
      return { kind: `all with at most ${count(preemptions, 'preemption')}`, seed: undefined };
    return { kind: reduction ? 'all schedules up to equivalence' : 'all schedules', seed: undefined };
  }

  /** Runs one schedule. Throws if a check fails. */
  replay(replay: Replay): ExploreReport {
    const log = new RunLog();
    this.isReplay = true;
    return this.sandbox.withStacks(() => {
      const { failure, run } = this.run(new ReplayedSchedule(replay.names), { replay, log });
      this.schedules = 1;
      if (failure !== undefined) throw this.failure(failure, replay, log, 'This schedule was replayed.');
      checkFit(replay, run.world);
      return this.report();
    });
  }

  private *allRuns(): Generator<void> {
    const { preemptions = Infinity, reduction = true, atMost = 200_000 } = this.options;
    const all = new AllSchedules({ reduces: reduction, preemptions });
    for (let count = 1; ; count++) {
      const { failure, run } = this.run(all);
      if (all.difference !== undefined) throw this.nondeterminism(all.difference, all.names);
      if (failure !== undefined) throw this.failed(failure, all.names);
      if (count % COMPARED_EACH === 0) this.compare(all.names);
      if (all.isPruned) this.pruned++;
      else this.schedules++;
      if (!all.advance(run.world.footprint)) return;
      if (count >= atMost) throw tooMany(atMost);
      yield;
    }
  }

  private *randomRuns(count: number): Generator<void> {
    const { seed = 1, faults = {} } = this.options;
    const random = new RandomSchedules(seed, faults);
    for (let index = 0; index < count; index++) {
      const isCompared = index % COMPARED_EACH === 0;
      const log = isCompared ? new RunLog() : undefined;
      random.start(index);
      const { failure } = this.run(random, { log });
      this.schedules++;
      if (failure !== undefined) throw this.failed(failure, log?.names ?? this.namesOf(random, index));
      if (isCompared) this.compare(log!.names);
      yield;
    }
  }

  private namesOf(random: RandomSchedules, index: number): readonly string[] {
    const log = new RunLog();
    random.start(index);
    this.run(random, { log });
    return log.names;
  }

  private run(
    strategy: Strategy,
    { replay, log }: { readonly replay?: Replay; readonly log?: RunLog | undefined } = {},
  ): { readonly failure: RunFailure | undefined; readonly run: Run } {
    const { main = {}, faults = {}, steps = MOST_STEPS } = this.options;
    const run = new Run(this.scenario, {
      main,
      faults: replay === undefined ? faults : faultsOf(replay),
      steps,
      omitted: new Set(replay?.omitted),
      sandbox: this.sandbox,
      packets: this.packets,
      recorder: log,
    });
    try {
      const failure = run.execute(strategy);
      if (this.sandbox.problem !== undefined) throw this.sandbox.problem;
      this.steps += run.steps;
      this.longest = Math.max(this.longest, run.steps);
      return { failure, run };
    } finally {
      run.world.dispose();
    }
  }

  /** Runs one schedule twice. Both runs have to be the same, byte for byte. */
  private compare(names: readonly string[]): void {
    const { steps, longest } = this;
    const replay = { names, omitted: [] };
    const [first, second] = [0, 1].map(() => {
      const log = new RunLog();
      const { failure } = this.run(new ReplayedSchedule(names), { replay, log });
      return `${log.trace}\n${failure?.text ?? ''}`.split('\n');
    });
    this.steps = steps;
    this.longest = longest;
    const line = first!.findIndex((text, index) => text !== second![index]);
    if (line < 0 && first!.length === second!.length) return;
    const texts = [first!, second!].map((lines) => lines[line] ?? 'nothing');
    throw this.nondeterminism(`one of them has ${texts[0]}, the other one has ${texts[1]}`, names);
  }

  private nondeterminism(difference: string, names: readonly string[]): Error {
    const replay = { names, omitted: [] };
    const places = this.sandbox.withStacks(() =>
      watchSources(() => {
        this.run(new ReplayedSchedule(names), { replay });
      }),
    );
    const cause =
      places.length === 0
        ? 'It reads something that another run has left, or that only this process knows.'
        : 'These lines read a clock or a random number:';
    return new NondeterminismError(`two runs of one schedule differ: ${difference}. ${cause}`, places);
  }

  /** Shrinks the failing schedule, and runs it once more for the diagram. */
  private failed(failure: RunFailure, names: readonly string[]): Error {
    const { seed = 1, schedules } = this.options;
    const found = `Found in run ${this.schedules + this.pruned + 1}, ${count(names.length, 'step')} long${
      typeof schedules === 'number' ? `, with the seed ${seed}` : ''
    }. This is the smallest one.`;
    const attempt = (replay: Replay): { log: RunLog; failure: RunFailure | undefined } => {
      const log = new RunLog();
      return { log, failure: this.run(new ReplayedSchedule(replay.names), { replay, log }).failure };
    };
    const isSame = (other: RunFailure | undefined) => other?.check === failure.check;
    const whole = { names, omitted: [] };
    const first = attempt(whole);
    if (!isSame(first.failure))
      return this.nondeterminism(`${failure.check} has failed in one of them only`, names);
    const failsAlways = isSame(attempt({ names: [], omitted: [] }).failure);
    const smallest = shrink(whole, first.log.steps, (replay) => {
      const result = attempt(replay).failure;
      if (!isSame(result) || replay.omitted.length === 0 || OWN_CHECKS.has(failure.check))
        return isSame(result);
      // A check may count on a step. Then it fails without that step in the default order as well, for no reason.
      if (failsAlways) return result!.text === failure.text;
      return !isSame(attempt({ names: [], omitted: replay.omitted }).failure);
    });
    return this.sandbox.withStacks(() => {
      const last = attempt(smallest);
      return this.failure(last.failure!, smallest, last.log, found);
    });
  }

  private failure(failure: RunFailure, replay: Replay, log: RunLog, found: string): ExploreFailure {
    const { main, steps } = this.options;
    return new ExploreFailure(failure, replay, log, {
      found,
      needsOptions: main !== undefined || steps !== undefined,
    });
  }
}

/** `1 step`, `2 steps`. */
function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function tooMany(atMost: number): Error {
  return new Error(
    `explore: there are more than ${atMost} runs. Make the scenario smaller, give a bound with preemptions: 2, ` +
      'or explore random ones with schedules: 100_000. atMost raises this limit.',
  );
}
