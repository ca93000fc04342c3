import { showValue } from './show-value.js';

class Point {
  readonly x = 1;
}

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

describe('a value in a failure', () => {
  it.each<[unknown, string]>([
    [{ a: [1, 'x', null] }, '{"a":[1,"x",null]}'],
    [NaN, 'NaN'],
    [-0, '-0'],
    [[-0, NaN], '[-0, NaN]'],
    [[undefined], '[undefined]'],
    [new Map([[1, 'a']]), 'Map {1 => "a"}'],
    [{ set: new Set([1]) }, '{"set": Set {1}}'],
    [new Date(NaN), 'Date { NaN }'],
    [{ at: new Date(0) }, '{"at": 1970-01-01T00:00:00.000Z}'],
    [new Uint8Array([1, 2]), 'Uint8Array [1, 2]'],
    [new Point(), 'Point {"x": 1}'],
    [cyclic, '{"self": [Circular]}'],
    [expect.any(Number), 'Any<Number>'],
    [{ id: expect.any(Number) as unknown }, '{"id":"Any<Number>"}'],
    [new RangeError('low'), 'RangeError: low'],
    [12n, '12n'],
  ])('is shown as what it is: %#', (value, text) => {
    expect(showValue(value)).toBe(text);
  });

  it('is shown by its kind if a getter throws', () => {
    const value = {
      get secret(): never {
        throw new Error('No.');
      },
    };
    expect(showValue(value)).toBe('[object Object]');
  });

  it('is cut off when it is long', () => {
    expect(showValue('x'.repeat(1000))).toHaveLength(120);
  });
});
