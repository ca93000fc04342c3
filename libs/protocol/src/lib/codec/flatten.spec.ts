import { flatten } from './flatten.js';

/** Makes a new object each time its property is read. */
function endless(): object {
  return new Proxy({ next: 1 }, { get: endless });
}

describe('flatten', () => {
  it('makes a row for every object and a slot for every value', () => {
    const shared = new Date(7);
    expect(flatten([null, 'a', 1, true, undefined, -0, 255n, { shared }, shared]).table).toEqual([
      ['A', null, 'a', 1, true, ['u'], ['f', '-0'], ['n', 'ff'], [1], [2]],
      ['o', 'shared', [2]],
      ['d', 7],
    ]);
  });

  it('numbers blobs in the order of their rows', () => {
    const { table, blobs } = flatten([Int8Array.of(1), [Uint8Array.of(2).buffer], Uint8Array.of(3)]);
    expect(table.filter(([kind]) => kind === 'b')).toEqual([
      ['b', 'Int8Array', 0],
      ['b', 'Uint8Array', 1],
      ['b', 'ArrayBuffer', 2],
    ]);
    expect(blobs.map((blob) => [...blob])).toEqual([[1], [3], [2]]);
  });

  it('refuses a graph without an end', () => {
    expect(() => flatten([endless()], undefined, 1000)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_MESSAGE_TOO_LARGE',
        message: 'These arguments cannot be sent: they hold more than 1000 objects.',
      }),
    );
  });

  it('accepts the maximum number of objects', () => {
    const objects = Array.from({ length: 999 }, () => ({}));
    expect(flatten(objects, undefined, 1000).table).toHaveLength(1000);
    expect(() => flatten([...objects, {}], undefined, 1000)).toThrow();
  });
});
