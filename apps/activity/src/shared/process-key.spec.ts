import { isSameProcess, readProcessKey } from './process-key.js';

describe('readProcessKey', () => {
  it('takes the two numbers and nothing else', () => {
    expect(readProcessKey({ pid: 7, birth: 99, name: 'x' })).toEqual({ pid: 7, birth: 99 });
  });

  it.each([
    null,
    undefined,
    7,
    '7',
    {},
    { pid: 7 },
    { pid: '7', birth: 1 },
    { pid: 7.5, birth: 1 },
    { pid: 7, birth: NaN },
  ])('refuses %j', (value) => {
    expect(readProcessKey(value)).toBeUndefined();
  });
});

describe('isSameProcess', () => {
  it('needs the birth as well as the pid', () => {
    expect(isSameProcess({ pid: 7, birth: 1 }, { pid: 7, birth: 1 })).toBe(true);
    expect(isSameProcess({ pid: 7, birth: 1 }, { pid: 7, birth: 2 })).toBe(false);
    expect(isSameProcess(undefined, undefined)).toBe(false);
  });
});
