import { fromWire } from './decode-error.js';

describe('a wire value without an error', () => {
  it.each([undefined, null, 1, {}, { error: null }, { error: 1 }])(
    'becomes an Error if main sends %j',
    (wire) => {
      expect(fromWire(wire)).toBeInstanceOf(Error);
    },
  );
});
