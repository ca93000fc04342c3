import { EndError } from '../../shared/end-process.js';
import type { EndRequest } from '../../shared/end-process.js';
import { readProcessKey } from '../../shared/process-key.js';
import type { ProcessIdentity } from '../sampling/probe.js';

/** The part of main that the check needs. */
export interface Self {
  readonly pid: number;
  readonly owner: string;
}

/** Reads a message of a page; undefined if it is not a request. */
export function readEndRequest(value: unknown): EndRequest | undefined {
  const key = readProcessKey(value);
  if (key === undefined) return undefined;
  const { isForced = false } = value as { readonly isForced?: unknown };
  return typeof isForced === 'boolean' ? { ...key, isForced } : undefined;
}

/**
 * Decides about a request by the system's present facts about the target. A page may be old, so its
 * data prove nothing. The process must still be the one that was shown, and belong to the user that
 * main runs as.
 *
 * @throws EndError
 */
export function judgeEndRequest(
  request: EndRequest | undefined,
  self: Self,
  target: ProcessIdentity | undefined,
): ProcessIdentity {
  if (request === undefined) throw new EndError('invalid', 'The request names no process.');
  const { pid, birth } = request;
  // In kill(2), 0 and below address whole groups of processes, and 1 is init.
  if (pid <= 1) throw new EndError('protected', `Process ${pid} is not one that can be ended from here.`);
  if (pid === self.pid) {
    throw new EndError(
      'main-itself',
      'That is this monitor’s own main process. End it with Ctrl-C in its terminal.',
    );
  }
  if (target === undefined) throw new EndError('not-found', `Process ${pid} has already ended.`);
  if (target.pid !== pid || target.birth !== birth) {
    throw new EndError(
      'another-process',
      `The process you picked has ended, and ${pid} now belongs to ${target.name}.`,
    );
  }
  if (target.owner !== self.owner) {
    throw new EndError('another-user', `${target.name} (${pid}) belongs to another user.`);
  }
  return target;
}
