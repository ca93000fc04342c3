import type { Sample } from '../../shared/sample.js';
import { createHistory } from './history.js';

describe('createHistory', () => {
  it('keeps the last points, oldest first, without the parts that only the latest sample needs', () => {
    const history = createHistory(3);
    for (let time = 0; time < 250; time++)
      history.add({ time, topByCpu: [], processCount: 1 } as unknown as Sample);
    expect(history.points().map(({ time }) => time)).toEqual([247, 248, 249]);
    expect(history.points()[0]).not.toHaveProperty('topByCpu');
  });
});
