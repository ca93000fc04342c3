import * as api from './index.js';

describe('@culvert/core', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(api).sort()).toEqual([]);
  });
});
