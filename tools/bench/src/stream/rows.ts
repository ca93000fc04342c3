import type { PayloadName } from '../measure/contender.js';

/** The query of every contender's consumer. */
export interface RowsQuery {
  readonly count: number;
  readonly payload: PayloadName;
}
