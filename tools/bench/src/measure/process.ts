// The child of a `processContender`. It reports that it is ready, runs its orders, and answers with
// the time of each.
import { argv, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import type { Parameters } from './contender.js';
import type { ProcessHalves } from './process-contender.js';

const [, , module, parameters, ...more] = argv as [string, string, string, string, ...string[]];
const { drive } = (await import(module)) as ProcessHalves;
const run = await drive(JSON.parse(parameters) as Parameters, ...more);

stdout.write('0\n');
for await (const line of createInterface({ input: stdin })) {
  const start = performance.now();
  await run(Number(line));
  stdout.write(`${performance.now() - start}\n`);
}
