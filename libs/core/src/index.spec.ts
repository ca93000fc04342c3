import * as api from './index.js';

describe('@culvert/core', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(api).sort()).toEqual([
      'Channel',
      'CulvertError',
      'DEFAULT_LIMITS',
      'MainChannel',
      'createMain',
      'createMemoryLink',
      'createRenderer',
      'electronJson',
      'structured',
      'toEventEmitter',
      'turnScheduler',
    ]);
  });
});
