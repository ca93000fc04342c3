import type { NodeBinary } from '../nodes.js';
import type { AxisRun, RowResult } from '../report/results.js';
import { runChild } from './child.js';
import type { Axis } from './contender.js';
import type { EffortName } from './effort.js';

/** Measures one axis with one Node. If it fails, earlier measurements are kept. */
export async function axisRun({ id }: Axis, node: NodeBinary, effort: EffortName): Promise<AxisRun> {
  const rows: RowResult[] = [];
  const file = new URL('./axis-process.js', import.meta.url);
  try {
    await runChild<RowResult>(node.path, file, [id, effort], (row) => rows.push(row));
    return { node: node.version, rows };
  } catch (error) {
    return { node: node.version, rows, error: (error as Error).message };
  }
}
