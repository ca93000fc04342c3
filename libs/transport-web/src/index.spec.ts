import * as api from './index.js';

describe('@culvert/transport-web', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(api).sort()).toEqual([
      'iframeTransport',
      'parentTransport',
      'serve',
      'webSocketTransport',
      'workerTransport',
    ]);
  });
});
