import * as api from './index.js';

describe('@culvert/transport-node', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(api).sort()).toEqual([
      'childTransport',
      'forkRenderer',
      'parentTransport',
      'serve',
      'webSocketTransport',
      'workerTransport',
    ]);
  });
});
