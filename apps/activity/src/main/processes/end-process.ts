import type { EndResult } from '../../shared/end-process.js';
import { messageOf } from '../../shared/message-of.js';
import type { Probe } from '../sampling/probe.js';
import { judgeEndRequest, readEndRequest } from './end-request.js';

/** Checks a request and carries it out: SIGTERM, or SIGKILL where it is forced. */
export async function endProcess(
  value: unknown,
  probe: Pick<Probe, 'owner' | 'identify'>,
  kill: (pid: number, signal: NodeJS.Signals) => void = process.kill.bind(process),
): Promise<EndResult> {
  const request = readEndRequest(value);
  const target = request === undefined ? undefined : await probe.identify(request.pid);
  const verdict = judgeEndRequest(request, { pid: process.pid, owner: probe.owner }, target);
  if (!verdict.isAllowed) return { isSent: false, reason: verdict.reason, message: verdict.message };

  const { pid, name } = verdict.target;
  const isForced = request?.isForced === true;
  try {
    kill(pid, isForced ? 'SIGKILL' : 'SIGTERM');
    return { isSent: true, message: `${isForced ? 'Forced' : 'Asked'} ${name} (${pid}) to end.` };
  } catch (error) {
    return {
      isSent: false,
      reason: 'failed',
      message: `${name} (${pid}) could not be ended: ${messageOf(error)}.`,
    };
  }
}
