import { endpointAt, initialState, nextAddress, type Endpoint, type RouterState } from './state.js';

const empty = initialState({ codec: 'electronJson', pendingLimit: 10, streamLimit: 10 });

function withEndpoint(id: number, epoch: number): RouterState {
  const endpoint: Endpoint = { id, epoch, kind: 'window', ready: true, pending: [], serving: [] };
  return { ...empty, endpoints: { [id]: endpoint }, lastId: id, lastEpoch: epoch };
}

describe('initialState', () => {
  it('has no renderer connected and keeps the settings of main', () => {
    expect(empty).toEqual({
      endpoints: {},
      lastId: 0,
      lastEpoch: 0,
      lastSeq: 0,
      codec: 'electronJson',
      pendingLimit: 10,
      streamLimit: 10,
    });
  });

  it('is a new object each time', () => {
    const settings = { codec: 'structured', pendingLimit: 1, streamLimit: 1 };
    expect(initialState(settings).endpoints).not.toBe(initialState(settings).endpoints);
  });

  it('survives JSON', () => {
    const state = withEndpoint(3, 4);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('nextAddress', () => {
  it('gives id 1 and epoch 1 first', () => {
    expect(nextAddress(empty)).toEqual({ id: 1, epoch: 1 });
  });

  it('gives no id or epoch twice, even after its connection has ended', () => {
    expect(nextAddress({ ...empty, lastId: 7, lastEpoch: 9 })).toEqual({ id: 8, epoch: 10 });
  });

  it('gives the named id its next epoch', () => {
    expect(nextAddress(withEndpoint(3, 4), 3)).toEqual({ id: 3, epoch: 5 });
  });

  it('accepts an id that main has kept from before a restart', () => {
    expect(nextAddress(empty, 12)).toEqual({ id: 12, epoch: 1 });
  });

  it('leaves the state as it was', () => {
    const state = Object.freeze({ ...empty });
    expect(nextAddress(state)).toEqual(nextAddress(state));
  });
});

describe('endpointAt', () => {
  const state = withEndpoint(3, 4);

  it('finds the endpoint of this very epoch', () => {
    expect(endpointAt(state, { id: 3, epoch: 4 })).toBe(state.endpoints[3]);
  });

  it.each([
    ['an older epoch', { id: 3, epoch: 3 }],
    ['a later epoch', { id: 3, epoch: 5 }],
    ['another id', { id: 4, epoch: 4 }],
    ['main', { id: 0, epoch: 0 }],
    ['a negative id', { id: -3, epoch: 4 }],
    ['NaN', { id: NaN, epoch: NaN }],
  ])('finds nothing for %s', (_, address) => {
    expect(endpointAt(state, address)).toBeUndefined();
  });
});
