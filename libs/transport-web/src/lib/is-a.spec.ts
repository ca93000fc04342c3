import { runInNewContext } from 'node:vm';
import { isA } from './is-a.js';

afterEach(() => {
  delete (globalThis as { Worker?: unknown }).Worker;
});

describe('isA', () => {
  it.each([
    ['an object of this class', new Map(), true],
    ['an object of a class that extends it', new (class extends Map {})(), true],
    ['an object of another context', runInNewContext('new Map()'), true],
    ['an object with the same methods', { get() {}, set() {} }, false],
    ['an object of another class', new Set(), false],
    ['null', null, false],
    ['undefined', undefined, false],
    ['a text', 'Map', false],
  ])('finds: %s', (_, value, expected) => expect(isA(value, 'Map')).toBe(expected));

  it('finds an object of a class that a test has put in the place of the platform’s', () => {
    class FakeWorker {}
    const worker = new FakeWorker();
    expect(isA(worker, 'Worker')).toBe(false);
    Object.assign(globalThis, { Worker: FakeWorker });
    expect(isA(worker, 'Worker')).toBe(true);
  });
});
