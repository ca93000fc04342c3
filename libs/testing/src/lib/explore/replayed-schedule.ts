import { invalidArgument } from '@culvert/protocol';
import type { Choice, Strategy } from './choice.js';
import type { FaultKind, Faults } from './scenario.js';

/** A schedule in words: `-r1.2` leaves a step out, any other word is a choice. */
export interface Replay {
  readonly names: readonly string[];
  /** Names of steps that are left out. */
  readonly omitted: readonly string[];
}

const FAULT_KINDS: readonly FaultKind[] = ['cut', 'reload', 'crash', 'reconnect', 'drop', 'duplicate'];
const WORD = /^-?[a-z]+\d*(:\d+)?(\.\d+|[>@=+]|<|[<>]?!(cut|reload|crash|reconnect)|[<>]!(drop|duplicate))$/;

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a text that no failure has printed */
export function parseReplay(text: string): Replay {
  if (typeof text !== 'string')
    throw invalidArgument('explore.replay needs the text that a failure has printed.');
  const words = text.split(/\s+/).filter((word) => word !== '');
  const unknown = words.find((word) => !WORD.test(word));
  if (unknown !== undefined) throw invalidArgument(`explore.replay: '${unknown}' is no choice.`);
  return {
    names: words.filter((word) => !word.startsWith('-')),
    omitted: words.filter((word) => word.startsWith('-')).map((word) => word.slice(1)),
  };
}

export function replayText({ names, omitted }: Replay): string {
  return [...omitted.map((name) => `-${name}`), ...names].join(' ');
}

/** The processes and choices of a run, by which a schedule is checked. */
export interface Replayed {
  readonly processes: readonly { readonly name: string; readonly stepsGiven: number }[];
  readonly choices: readonly Pick<Choice, 'name' | 'fault'>[];
}

/**
 * A schedule that was pinned has to name what the scenario still has. Otherwise its spec would check nothing. A choice
 * that exists and is never possible is no fault: code that is mended may send other frames.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` if the scenario has no such process, step or fault
 */
export function checkFit({ names, omitted }: Replay, { processes, choices }: Replayed): void {
  const steps = new Map<string, number>();
  for (const { name, stepsGiven } of processes) {
    const process = withoutDocument(name);
    steps.set(process, Math.max(stepsGiven, steps.get(process) ?? 0));
  }
  const faults = new Set(
    choices.filter(({ fault }) => fault !== undefined).map(({ name }) => withoutDocument(name)),
  );
  const fits = (word: string) => {
    const name = withoutDocument(word);
    const process = /^[a-z]+\d*/.exec(name)![0];
    const step = /\.(\d+)$/.exec(name)?.[1];
    if (step !== undefined) return Number(step) >= 1 && Number(step) <= (steps.get(process) ?? 0);
    return name.includes('!') ? faults.has(name) : steps.has(process);
  };
  const unfit = [...names, ...omitted].find((word) => !fits(word));
  if (unfit !== undefined)
    throw invalidArgument(
      `explore.replay: the scenario has no '${unfit}'. It has changed since this schedule failed.`,
    );
}

/** All documents of a renderer count as one: `r1:2>` is `r1>`. */
function withoutDocument(name: string): string {
  return name.replace(/:\d+/, '');
}

/** As many faults as a schedule names. */
export function faultsOf({ names }: Replay): Faults {
  const faults: { [Kind in FaultKind]?: number } = {};
  for (const kind of FAULT_KINDS) {
    const count = names.filter((name) => name.endsWith(`!${kind}`)).length;
    if (count > 0) faults[kind] = count;
  }
  return faults;
}

/**
 * Runs a schedule that names its choices in order. Until the next of them is possible, the default happens. If it never
 * becomes possible, it is skipped. After the last one, only defaults happen.
 */
export class ReplayedSchedule implements Strategy {
  private readonly names: readonly string[];
  private at = 0;

  constructor(names: readonly string[]) {
    this.names = names;
  }

  next(enabled: readonly Choice[]): Choice | undefined {
    const isQuiet = enabled.length === 0 || enabled[0]!.fault !== undefined;
    for (; this.at < this.names.length; this.at++) {
      const choice = enabled.find(({ name }) => name === this.names[this.at]);
      if (choice !== undefined) {
        this.at++;
        return choice;
      }
      if (!isQuiet) break;
    }
    return isQuiet ? undefined : enabled[0];
  }
}
