import { NOT_NOW, type Choice, type Strategy } from './choice.js';
import { runCheck, type RunFailure } from './run-failure.js';
import type { Invariant } from './invariant.js';
import type { Scenario } from './scenario.js';
import { World, type Runner, type RunSettings } from './world.js';

/** One run of a scenario under a strategy. */
export class Run implements Runner {
  readonly world: World;
  /** The number of steps so far. */
  steps = 0;
  private readonly settings: RunSettings;
  private strategy!: Strategy;
  private readonly ranks: number[] = [];

  constructor(scenario: Scenario, settings: RunSettings) {
    this.settings = settings;
    this.world = new World(scenario, settings, this);
  }

  /** Runs until nothing may happen, the strategy ends the run, or a check fails. */
  execute(strategy: Strategy): RunFailure | undefined {
    this.strategy = strategy;
    this.runSteps();
    return this.world.failure;
  }

  /**
   * One step after the other. A renderer that waits for the answer of a sync request calls this within its step. It
   * returns when that renderer goes on.
   */
  runSteps(): void {
    const { world } = this;
    for (;;) {
      if (world.isOver) return;
      this.settle();
      const choice = world.isOver ? undefined : this.choose();
      if (choice === undefined) {
        world.isOver = true;
        return;
      }
      this.steps++;
      world.begin(choice);
      this.settings.recorder?.chosen(choice, choice.wire?.frames[0]);
      if (choice.goesOn !== undefined) return;
      try {
        choice.run();
      } catch (error) {
        world.uncaught(error);
      }
    }
  }

  /** Ends a step: the tasks of its turn run, and the invariants are checked. */
  private settle(): void {
    const { world } = this;
    world.runTasks();
    if (world.failure === undefined) this.check(world.always, 'always');
    if (world.failure !== undefined || this.settings.sandbox.problem !== undefined) world.isOver = true;
  }

  private choose(): Choice | undefined {
    const { world, settings } = this;
    const enabled = this.enabled();
    const isQuiet = enabled.length === 0 || enabled[0]!.fault !== undefined;
    if (isQuiet) {
      this.check(world.atRest, 'atRest');
      if (world.failure === undefined) world.checkRest();
    }
    if (world.failure === undefined && this.steps >= settings.steps && !isQuiet) {
      const text = `the run has more than ${settings.steps} steps, so it may never end`;
      world.fail({ check: 'endless run', text });
    }
    return world.failure === undefined ? this.strategy.next(enabled, world.footprint) : undefined;
  }

  private enabled(): Choice[] {
    const enabled: Choice[] = [];
    const { ranks } = this;
    ranks.length = 0;
    for (const choice of this.world.choices) {
      const rank = choice.rank();
      if (rank === NOT_NOW) continue;
      let place = ranks.length;
      while (place > 0 && ranks[place - 1]! > rank) place--;
      ranks.splice(place, 0, rank);
      enabled.splice(place, 0, choice);
    }
    return enabled;
  }

  private check(checks: readonly Invariant[], when: string): void {
    for (let index = 0; index < checks.length; index++) {
      const failure = runCheck(checks[index]!, `${when} ${index + 1}`);
      if (failure !== undefined) this.world.fail(failure);
    }
  }
}
