import { arch, cpus, hostname, release, totalmem, type, userInfo } from 'node:os';
import type { Machine } from '../shared/sample.js';

/** The facts about this machine. */
export function describeMachine(): Machine {
  const cores = cpus();
  return {
    hostname: hostname(),
    system: `${type()} ${release()} ${arch()}`,
    processor: cores[0]?.model.trim() ?? '',
    cores: cores.length,
    memory: totalmem(),
    user: userInfo().username,
    mainPid: process.pid,
  };
}
