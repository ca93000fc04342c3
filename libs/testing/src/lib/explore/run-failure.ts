import { invalidArgument } from '@culvert/protocol';
import { isThenable } from '../is-thenable.js';
import { showValue } from '../virtual/show-value.js';
import type { Invariant } from './invariant.js';

/** A check that does not hold in a run. */
export interface RunFailure {
  /** The name of the check. While `explore` shrinks a run, the same check has to fail. */
  readonly check: string;
  /** The finding in words. */
  readonly text: string;
  /** The error that was thrown, if there was one. */
  readonly error?: unknown;
}

/** Runs an invariant. Returns its finding, or `undefined` if it holds. */
export function runCheck(check: Invariant, place: string): RunFailure | undefined {
  const name = check.name === '' ? place : check.name;
  let result: unknown;
  try {
    result = check();
  } catch (error) {
    return { check: name, text: describeError(error), error };
  }
  if (result === false) return { check: name, text: `${name} does not hold` };
  if (typeof result === 'string' && result !== '') return { check: name, text: result };
  if (typeof result === 'function')
    throw invalidArgument(`explore: ${name} has returned a function. A check returns what it finds.`);
  if (isThenable(result))
    throw invalidArgument(`explore: ${name} has returned a promise. An invariant looks at once.`);
  return undefined;
}

/** The text of an error, whichever type it has. */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return showValue(error);
}
