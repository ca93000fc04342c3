import { runChild } from '../measure/child.js';
import type { NodeBinary } from '../nodes.js';
import type { SlowConsumerRun, SlowContenderResult } from '../report/results.js';
import type { SlowContender, SlowFigures } from './contender.js';
import { slowContenders } from './contenders.js';

/**
 * Watches the contenders one after another, with one Node. A failure is reported in the contender's
 * place.
 */
export async function slowConsumerRun(node: NodeBinary, watchMs: number): Promise<SlowConsumerRun> {
  const contenders: SlowContenderResult[] = [];
  for (const contender of slowContenders) contenders.push(await watch(contender, node, watchMs));
  return { node: node.version, contenders };
}

async function watch(
  { name, role, module }: SlowContender,
  node: NodeBinary,
  watchMs: number,
): Promise<SlowContenderResult> {
  const file = new URL('./process.js', import.meta.url);
  let outcome: SlowContenderResult['outcome'] = { error: 'it has told nothing' };
  try {
    await runChild<SlowFigures>(node.path, file, [module.href, String(watchMs)], (figures) => {
      outcome = figures;
    });
  } catch (error) {
    outcome = { error: (error as Error).message };
  }
  return { name, role, outcome };
}
