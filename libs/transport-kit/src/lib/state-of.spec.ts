import { stateOf } from '../index.js';

describe('stateOf', () => {
  it('makes the state of an object once, and another one for another object', () => {
    const states = new WeakMap<object, { readonly of: object }>();
    const create = jest.fn((of: object) => ({ of }));
    const [first, second] = [{}, Object.freeze({})];
    const state = stateOf(states, first, create);
    expect(state.of).toBe(first);
    expect(stateOf(states, first, create)).toBe(state);
    expect(stateOf(states, second, create).of).toBe(second);
    expect(create).toHaveBeenCalledTimes(2);
  });

  it('keeps nothing where its creation fails', () => {
    const states = new WeakMap<object, number>();
    const owner = {};
    const fail = () => {
      throw new Error('no state');
    };
    expect(() => stateOf(states, owner, fail)).toThrow('no state');
    expect(stateOf(states, owner, () => 1)).toBe(1);
  });
});
