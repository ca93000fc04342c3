import type { AxisRun, Results } from './results.js';

const rate = (median: number) => ({ median, spread: 0.1 });

function run(node: string, factor: number): AxisRun {
  return {
    node,
    rows: [
      {
        label: '100 B & more',
        units: 100,
        contenders: [
          { name: 'Culvert', role: 'culvert', rate: rate(20_049 * factor) },
          { name: 'raw', role: 'platform', rate: rate(10_000) },
          { name: 'peer', role: 'peer', rate: rate(40_098) },
          { name: 'slow peer', role: 'peer', rate: rate(1) },
        ],
      },
    ],
  };
}

/** For specs: one axis with two versions of Node. */
export const exampleResults: Results = {
  machine: { cpu: 'a processor', cores: 2 },
  date: '2026-01-01',
  quick: false,
  axes: [
    {
      id: 'call',
      title: 'Call',
      operation: 'calls',
      unit: 'byte',
      goal: 'fast',
      runs: [run('v20.0.0', 1), run('v26.0.0', 2)],
    },
  ],
  sizes: [],
};
