import { defineContract, expose, stream, wrap, type Renderer } from '@culvert/core';
import { Subject } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';

const contract = defineContract('rows', { rows: stream<void, number>() });

/** Main streams to a renderer with a demand of two, while the renderer may load a new document. */
export const streamAndReload: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const rows = new Subject<number>();
  expose(main, contract, { rows: () => rows });
  const got: number[][] = [];
  link({
    document(renderer: Renderer) {
      const items: number[] = [];
      got.push(items);
      step(renderer, () => {
        wrap(renderer, contract)
          .rows(undefined, { highWaterMark: 2 })
          .subscribe({ next: (row) => items.push(row), error: () => undefined });
      });
    },
  });
  step(
    main,
    () => [1, 2, 3].forEach((row) => rows.next(row)),
    () => rows.complete(),
  );
  always(function inOrder() {
    return got.every((items) => items.every((row, index) => index === 0 || row === items[index - 1]! + 1));
  });
  atRest(function noItemAfterReload() {
    return got.length < 2 || !rows.observed;
  });
  atRest(invariants.nothingOpen);
};
