import { readDetailsChoice, readDetailsHeight } from './details.js';

describe('what a details card says', () => {
  it.each([
    ['end', 'end'],
    ['parent', 'parent'],
    ['close', 'close'],
    ['kill', undefined],
    [undefined, undefined],
    [['end'], undefined],
  ])('the choice %j is %j', (value, expected) => expect(readDetailsChoice(value)).toBe(expected));

  it.each([
    [76, 76],
    [76.2, 77],
    [1e6, 400],
    [0, undefined],
    [-5, undefined],
    [Number.NaN, undefined],
    ['76', undefined],
  ])('the height %j is %j', (value, expected) => expect(readDetailsHeight(value)).toBe(expected));
});
