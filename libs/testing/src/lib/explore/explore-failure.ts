import type { RunFailure } from './run-failure.js';
import { replayText, type Replay } from './replayed-schedule.js';
import type { RunLog } from './run-log.js';

/** A failure prints these beside its schedule. */
interface Printed {
  /** The run in which the failure was found, in words. */
  readonly found: string;
  /** The schedule fails with options that it cannot name: those of main, or the most steps. */
  readonly needsOptions: boolean;
}

/**
 * A schedule in which a check fails, as small as `explore` could make it.
 *
 * @example
 * try {
 *   explore(scenario);
 * } catch (error) {
 *   if (error instanceof ExploreFailure) console.log(error.diagram, error.spec);
 * }
 */
export class ExploreFailure extends Error {
  /** `'ExploreFailure'`. */
  override readonly name = 'ExploreFailure';
  /** The name of the check. */
  readonly check: string;
  /** The schedule as marbles: a row for each process and each direction of a wire. */
  readonly diagram: string;
  /** The schedule for `explore.replay`. */
  readonly replay: string;
  /** The source of a spec that runs this schedule. It imports the scenario from `./scenario.js`. */
  readonly spec: string;
  /** The number of marbles in the diagram. */
  readonly marbles: number;

  /** @internal */
  constructor(failure: RunFailure, schedule: Replay, log: RunLog, { found, needsOptions }: Printed) {
    const replay = replayText(schedule);
    const diagram = log.draw();
    const call = `explore.replay(scenario, '${replay}'${needsOptions ? ', options' : ''});`;
    super(
      [`${failure.check}: ${failure.text}`, '', diagram, '', found, call].join('\n'),
      failure.error === undefined ? undefined : { cause: failure.error },
    );
    this.check = failure.check;
    this.diagram = diagram;
    this.replay = replay;
    this.marbles = log.marbles;
    this.spec = specOf(failure, call, needsOptions);
  }
}

/** A spec for the runner that runs now. The scenario is where the reader has it. */
function specOf({ check }: RunFailure, call: string, needsOptions: boolean): string {
  return [
    ...importOfIt(),
    "import { explore } from '@culvert/testing';",
    `import { ${needsOptions ? 'options, ' : ''}scenario } from './scenario.js';`,
    '',
    `it(${JSON.stringify(`holds in this schedule: ${check}`)}, () => {`,
    `  ${call}`,
    '});',
  ].join('\n');
}

function importOfIt(): string[] {
  const realm = globalThis as {
    readonly it?: unknown;
    readonly process?: { readonly env?: { VITEST?: string } };
  };
  if (typeof realm.it === 'function') return [];
  return [
    realm.process?.env?.VITEST === undefined
      ? "import { it } from 'node:test';"
      : "import { it } from 'vitest';",
  ];
}
