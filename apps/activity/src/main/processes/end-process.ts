import { EndError } from '../../shared/end-process.js';
import { messageOf } from '../../shared/message-of.js';
import type { Probe } from '../sampling/probe.js';
import { judgeEndRequest, readEndRequest } from './end-request.js';

/**
 * Checks a request and carries it out: SIGTERM, or SIGKILL if it is forced.
 *
 * @throws EndError
 */
export async function endProcess(
  value: unknown,
  probe: Pick<Probe, 'owner' | 'identify'>,
  kill: (pid: number, signal: NodeJS.Signals) => void = process.kill.bind(process),
): Promise<string> {
  const request = readEndRequest(value);
  const target = request === undefined ? undefined : await probe.identify(request.pid);
  const { pid, name } = judgeEndRequest(request, { pid: process.pid, owner: probe.owner }, target);
  const isForced = request?.isForced === true;
  try {
    kill(pid, isForced ? 'SIGKILL' : 'SIGTERM');
  } catch (error) {
    throw new EndError('failed', `${name} (${pid}) could not be ended: ${messageOf(error)}.`);
  }
  return `${isForced ? 'Forced' : 'Asked'} ${name} (${pid}) to end.`;
}
