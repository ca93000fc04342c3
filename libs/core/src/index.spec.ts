import * as contract from './contract.js';
import * as api from './index.js';
import * as tracing from './tracing.js';

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
      'turnScheduler',
      'typed',
      'withDemand',
      'wrap',
    ]);
  });
});

const inContract = [
  'RemoteStream',
  'call',
  'defineContract',
  'defineJsonContract',
  'event',
  'expose',
  'registerError',
  'stream',
  'sync',
  'typed',
  'withDemand',
  'wrap',
];

describe('@culvert/core/contract', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(contract).sort()).toEqual(inContract);
  });

  it.each(inContract)('exports the same %s as @culvert/core', (name) => {
    expect(contract[name as keyof typeof contract]).toBe(api[name as keyof typeof api]);
  });
});

describe('@culvert/core/tracing', () => {
  it('exports exactly this list', () => {
    expect(Object.keys(tracing)).toEqual(['tracing']);
  });
});
