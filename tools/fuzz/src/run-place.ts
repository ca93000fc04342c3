import { fork } from 'node:child_process';
import type { PlaceOrder, PlaceReport } from './place-run.js';

/**
 * Runs a place in its own process. If the process ends without a report, that is a finding: an
 * attack has ended main.
 */
export function runPlace(file: string, order: PlaceOrder): Promise<PlaceReport> {
  const started = performance.now();
  const child = fork(file, [JSON.stringify(order)], {
    // Culvert's warnings are hidden, because the hostile peers cause them on purpose.
    execArgv: ['--expose-gc', '--no-warnings'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)));
  return new Promise((resolve) => {
    let report: PlaceReport | undefined;
    child.on('message', (message) => (report = message as PlaceReport));
    child.on('close', (code, signal) => {
      const { place, seed, frames } = order;
      const last = errors.trim().split('\n').slice(-12).join('\n');
      resolve(
        report ?? {
          place,
          frames: 0,
          longest: 0,
          outcomes: {},
          kinds: {},
          heapMb: [0, 0],
          seconds: Math.round((performance.now() - started) / 1000),
          failures: [
            {
              place,
              seed,
              path: '',
              reason: `no uncaught error: main has ended with ${signal ?? `code ${code}`} (${frames} frames)\n${last}`,
              counterexample: '',
            },
          ],
        },
      );
    });
  });
}
