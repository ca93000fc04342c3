import * as api from './index.js';

describe('@culvert/harness', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(api).sort()).toEqual([
      'StallingProxy',
      'bundleEntry',
      'collectGarbage',
      'heldHeapBytes',
      'launchChromium',
    ]);
  });
});
