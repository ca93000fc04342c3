import * as api from './index.js';

describe('@culvert/core', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(api).sort()).toEqual([
      'Channel',
      'CulvertError',
      'DEFAULT_LIMITS',
      'MainChannel',
      'RemoteStream',
      'attachGuest',
      'call',
      'createMain',
      'createMemoryLink',
      'createRenderer',
      'defineContract',
      'defineJsonContract',
      'electronJson',
      'event',
      'expose',
      'redactUntrusted',
      'registerError',
      'stream',
      'structured',
      'sync',
      'toEventEmitter',
      'tracing',
      'turnScheduler',
      'typed',
      'withDemand',
      'wrap',
    ]);
  });
});
