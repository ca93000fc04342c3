import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Report } from './peer-steps.js';

/** Starts `main-peer.ts`, bundled into `mainFile`, which starts `renderer-peer.ts`, bundled into `rendererFile`. */
export function startMain(mainFile: string, kind: 'worker' | 'child', rendererFile: string, act: string) {
  return spawn(process.execPath, [mainFile, kind, rendererFile, act], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The reports on a process's standard output: `count` of them, or all until it and its own children have ended. */
export async function reportsOn(
  output: NodeJS.ReadableStream,
  count = Number.POSITIVE_INFINITY,
): Promise<Report[]> {
  const reports: Report[] = [];
  for await (const line of createInterface(output)) {
    if (reports.push(JSON.parse(line) as Report) === count) break;
  }
  return reports;
}
