import * as api from './index.js';

// `ws` takes as long to load as half of RxJS, and a renderer in a worker does not need it.
jest.mock('ws', () => {
  throw new Error('The package loads ws before it is needed.');
});

describe('@culvert/transport-node', () => {
  it('loads without ws, and exports exactly this list', () => {
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
