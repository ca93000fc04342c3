import * as api from './index.js';

describe('@culvert/router', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(api).sort()).toEqual([
      'MAIN_ADDRESS',
      'callerOf',
      'endpointAt',
      'initialState',
      'nextAddress',
      'nextSeq',
      'reduce',
      'routeOf',
      'targetOf',
    ]);
  });
});
