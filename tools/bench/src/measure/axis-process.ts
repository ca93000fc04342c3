// The process that measures one axis. Its engine is neither warmed up nor worn out by earlier axes.
import { argv } from 'node:process';
import { axes } from '../axes.js';
import type { RowResult } from '../report/results.js';
import { tellParent } from './child.js';
import { efforts, type EffortName } from './effort.js';
import { measure } from './rounds.js';

const [, , id, effort] = argv as [string, string, string, EffortName];

await tellParent<RowResult>(async (tell) => {
  const { contenders, variants, unit, slices = 1 } = axes.find((axis) => axis.id === id)!;
  const { rounds, sliceMs, warmUpMs, rows } = efforts[effort];
  for (const { label, parameters } of variants.slice(0, rows)) {
    const measured = await measure(contenders, parameters, { rounds, warmUpMs, sliceMs: sliceMs * slices });
    await tell({
      label,
      units: unit.inOperation(parameters),
      contenders: measured.map(({ contender: { name, role }, rate }) => ({ name, role, rate })),
    });
  }
});
