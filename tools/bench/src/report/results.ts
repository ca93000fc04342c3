import type { Role } from '../measure/contender.js';
import type { PageSize } from '../size/page-size.js';
import type { Summary } from '../measure/statistics.js';

/** All of one run of the benchmark, as it stands in its JSON file. */
export interface Results {
  /** Node's version, the processor and how many of its cores. */
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number };
  readonly date: string;
  readonly axes: readonly AxisResult[];
  /** What a page loads, in bytes. */
  readonly sizes: readonly ({ readonly name: string } & PageSize)[];
}

export interface AxisResult {
  readonly id: string;
  readonly title: string;
  readonly operation: string;
  readonly goal: string;
  readonly rows: readonly RowResult[];
}

export interface RowResult {
  readonly label: string;
  readonly contenders: readonly ContenderResult[];
}

export interface ContenderResult {
  readonly name: string;
  readonly role: Role;
  /** Operations per second. */
  readonly rate: Summary;
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
