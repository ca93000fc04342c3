import * as api from './index.js';

describe('@culvert/protocol', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(api).sort()).toEqual([
      'CulvertError',
      'DEFAULT_LIMITS',
      'EMPTY_BODY',
      'MAIN_ID',
      'PROTOCOL_VERSION',
      'bodyBytes',
      'bodyToFrame',
      'call',
      'checkCount',
      'checkDuration',
      'checkLimits',
      'defineContract',
      'defineJsonContract',
      'electronJson',
      'event',
      'excessOf',
      'frameToBody',
      'headersToSend',
      'invalidArgument',
      'isForConsumer',
      'isMainMessage',
      'isRendererMessage',
      'joinBodies',
      'messageFault',
      'packFrame',
      'portsOf',
      'splitBody',
      'stream',
      'structured',
      'sync',
      'unpackFrame',
      'wireName',
    ]);
  });
});
