import type { Role } from '../measure/contender.js';
import type { PageSize } from '../size/page-size.js';
import type { SlowFigures } from '../slow-consumer/contender.js';
import type { Summary } from '../measure/statistics.js';

/** The results of one run of the benchmark, as in its JSON file. */
export interface Results {
  /** The processor, and its number of cores. */
  readonly machine: { readonly cpu: string; readonly cores: number };
  readonly date: string;
  /** True for a quick look, with less time and only the first rows. */
  readonly quick: boolean;
  readonly axes: readonly AxisResult[];
  readonly slowConsumer?: SlowConsumerResult;
  /** The sizes of pages, in bytes. */
  readonly sizes: readonly ({ readonly name: string } & PageSize)[];
}

export interface AxisResult {
  readonly id: string;
  readonly title: string;
  readonly operation: string;
  /** The name of the unit for its cost. */
  readonly unit: string;
  readonly goal: string;
  readonly runs: readonly AxisRun[];
}

/** An axis with one version of Node. */
export interface AxisRun {
  /** Written as `process.version` is. */
  readonly node: string;
  readonly rows: readonly RowResult[];
  /** The reason of a failure. It explains missing rows. */
  readonly error?: string;
}

export interface RowResult {
  readonly label: string;
  /** How many of the axis's units one operation has. */
  readonly units: number;
  readonly contenders: readonly ContenderResult[];
}

export interface ContenderResult {
  readonly name: string;
  readonly role: Role;
  /** Operations per second. */
  readonly rate: Summary;
}

export interface SlowConsumerResult {
  readonly watchMs: number;
  readonly runs: readonly SlowConsumerRun[];
}

export interface SlowConsumerRun {
  readonly node: string;
  readonly contenders: readonly SlowContenderResult[];
}

export interface SlowContenderResult {
  readonly name: string;
  readonly role: Role;
  /** The figures of a contender, or the reason why it failed. */
  readonly outcome: SlowFigures | { readonly error: string };
}

/** The fastest contender of a role, if there is one. */
export function best(row: RowResult, role: Role): ContenderResult | undefined {
  return row.contenders
    .filter((contender) => contender.role === role)
    .reduce<ContenderResult | undefined>(
      (fastest, each) => (fastest !== undefined && fastest.rate.median >= each.rate.median ? fastest : each),
      undefined,
    );
}

/** The speed relative to the other; 1 is the same. */
export function ratio(one: ContenderResult, other: ContenderResult | undefined): number | undefined {
  return other && one.rate.median / other.rate.median;
}

/** The cost of one unit, in ns. */
export function costPerUnit({ rate }: ContenderResult, { units }: RowResult): number {
  return 1e9 / rate.median / units;
}

/** All failures, one a line. */
export function failures({ axes, slowConsumer }: Pick<Results, 'axes' | 'slowConsumer'>): string[] {
  return [
    ...axes.flatMap(({ id, runs }) =>
      runs.flatMap(({ node, error }) => (error === undefined ? [] : [`${id}, Node ${node}: ${error}`])),
    ),
    ...(slowConsumer?.runs ?? []).flatMap(({ node, contenders }) =>
      contenders.flatMap(({ name, outcome }) =>
        'error' in outcome ? [`slow-consumer, ${name}, Node ${node}: ${outcome.error}`] : [],
      ),
    ),
  ];
}

/** Earlier results, with the new results in their place. */
export function merged(before: Results, again: Results): Results {
  const axes = before.axes.map((axis) => again.axes.find(({ id }) => id === axis.id) ?? axis);
  const added = again.axes.filter(({ id }) => before.axes.every((axis) => axis.id !== id));
  return {
    ...before,
    ...again,
    quick: before.quick || again.quick,
    axes: [...axes, ...added],
    sizes: again.sizes.length > 0 ? again.sizes : before.sizes,
  };
}
