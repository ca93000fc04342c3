import { shrink } from './shrink.js';

describe('shrink', () => {
  it('keeps only what the failure needs', () => {
    const names = 'a b! c d e f! g h i j'.split(' ');
    const smallest = shrink({ names, omitted: [] }, ['a', 'c', 'e'], ({ names: left, omitted }) => {
      const has = (name: string) => left.includes(name);
      return has('f!') && has('c') && has('i') && !omitted.includes('c');
    });
    expect(smallest.names).toEqual(['c', 'f!', 'i']);
    expect([...smallest.omitted].sort()).toEqual(['a', 'e']);
  });

  it('leaves a step out together with a choice of what it has led to', () => {
    const smallest = shrink({ names: ['a>', 'f!'], omitted: [] }, ['a'], ({ names, omitted }) => {
      return names.includes('f!') && names.includes('a>') !== omitted.includes('a');
    });
    expect(smallest).toEqual({ names: ['f!'], omitted: ['a'] });
  });

  it('returns the default schedule if that fails as well', () => {
    const smallest = shrink({ names: ['a', 'b'], omitted: [] }, [], () => true);
    expect(smallest).toEqual({ names: [], omitted: [] });
  });

  it('stops after a number of runs', () => {
    let runs = 0;
    const names = Array.from({ length: 200 }, (_, index) => `n${index}`);
    shrink({ names, omitted: [] }, [], ({ names: left }) => ++runs > 0 && left.length === 200);
    expect(runs).toBeLessThanOrEqual(3000);
  });
});
