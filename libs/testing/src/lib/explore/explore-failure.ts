import type { RunFailure } from './run-failure.js';
import { replayText, type Replay } from './replayed-schedule.js';
import type { RunLog } from './run-log.js';

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
  /** The source of a spec that runs this schedule. */
  readonly spec: string;
  /** The number of marbles in the diagram. */
  readonly marbles: number;

  /** @internal */
  constructor(failure: RunFailure, schedule: Replay, log: RunLog, found: string) {
    const replay = replayText(schedule);
    const diagram = log.draw();
    super(
      [
        `${failure.check}: ${failure.text}`,
        '',
        diagram,
        '',
        found,
        `explore.replay(scenario, '${replay}');`,
      ].join('\n'),
      failure.error === undefined ? undefined : { cause: failure.error },
    );
    this.check = failure.check;
    this.diagram = diagram;
    this.replay = replay;
    this.marbles = log.marbles;
    this.spec = specOf(failure, replay);
  }
}

function specOf({ check }: RunFailure, replay: string): string {
  return [
    "import { explore } from '@culvert/testing';",
    '',
    `it(${JSON.stringify(`holds in this schedule: ${check}`)}, () => {`,
    `  explore.replay(scenario, '${replay}');`,
    '});',
  ].join('\n');
}
