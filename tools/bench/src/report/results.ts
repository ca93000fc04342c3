import type { Role } from '../measure/contender.js';
import type { PageSize } from '../size/page-size.js';
import type { SlowFigures } from '../slow-consumer/contender.js';
import type { Summary } from '../measure/statistics.js';

/** All of one run of the benchmark, as it stands in its JSON file. */
export interface Results {
  /** The processor, and how many of its cores. */
  readonly machine: { readonly cpu: string; readonly cores: number };
  readonly date: string;
  /** Whether it was a quick look, with less time and the first rows alone. */
  readonly quick: boolean;
  readonly axes: readonly AxisResult[];
  readonly slowConsumer?: SlowConsumerResult;
  /** What a page loads, in bytes. */
  readonly sizes: readonly ({ readonly name: string } & PageSize)[];
}

export interface AxisResult {
  readonly id: string;
  readonly title: string;
  readonly operation: string;
  /** Name of what its cost is given for. */
  readonly unit: string;
  readonly goal: string;
  readonly runs: readonly AxisRun[];
}

/** An axis with one version of Node. */
export interface AxisRun {
  /** As `process.version` has it. */
  readonly node: string;
  readonly rows: readonly RowResult[];
  /** Why there are no more rows, where it has failed. */
  readonly error?: string;
}

export interface RowResult {
  readonly label: string;
  /** How many of the axis's unit one operation is. */
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
  /** What it did, or why it failed. */
  readonly outcome: SlowFigures | { readonly error: string };
}

/** The fastest of a role, where there is one. */
export function best(row: RowResult, role: Role): ContenderResult | undefined {
  return row.contenders
    .filter((contender) => contender.role === role)
    .reduce<ContenderResult | undefined>(
      (fastest, each) => (fastest !== undefined && fastest.rate.median >= each.rate.median ? fastest : each),
      undefined,
    );
}

/** How many times as fast as the other; 1 is the same. */
export function ratio(one: ContenderResult, other: ContenderResult | undefined): number | undefined {
  return other && one.rate.median / other.rate.median;
}

/** What one unit costs, in ns. */
export function costPerUnit({ rate }: ContenderResult, { units }: RowResult): number {
  return 1e9 / rate.median / units;
}

/** Every failure, in a line each. */
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

/** What was measured before, with what was measured again. */
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
