import type { PayloadName } from '../measure/contender.js';

/** What every contender's consumer asks for. */
export interface RowsQuery {
  readonly count: number;
  readonly payload: PayloadName;
}
