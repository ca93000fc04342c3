import { moveCursor } from './grid-keys.js';
import { visibleRange } from './use-visible-range.js';

describe('moveCursor', () => {
  it.each([
    ['ArrowDown', 3, 4],
    ['ArrowDown', 9, 9],
    ['ArrowDown', -1, 0],
    ['ArrowUp', 3, 2],
    ['ArrowUp', 0, 0],
    ['ArrowUp', -1, 9],
    ['PageDown', 3, 7],
    ['PageDown', 8, 9],
    ['PageUp', 3, 0],
    ['Home', 5, 0],
    ['End', 5, 9],
    ['a', 5, undefined],
    ['Enter', 5, undefined],
  ])('%s from %i goes to %s', (key, index, expected) => {
    expect(moveCursor(key, index, 10, 4)).toBe(expected);
  });

  it('goes nowhere in an empty list', () => {
    expect(moveCursor('ArrowDown', -1, 0, 4)).toBeUndefined();
  });
});

describe('visibleRange', () => {
  it('is what is in sight and a little more', () => {
    expect(visibleRange(3000, 300, 30, 500)).toEqual({ first: 94, end: 116, fitting: 10 });
  });

  it('stays within the list', () => {
    expect(visibleRange(0, 300, 30, 4)).toEqual({ first: 0, end: 4, fitting: 10 });
    expect(visibleRange(99_999, 300, 30, 50)).toEqual({ first: 43, end: 50, fitting: 10 });
    expect(visibleRange(0, 0, 30, 0)).toEqual({ first: 0, end: 0, fitting: 1 });
  });
});
