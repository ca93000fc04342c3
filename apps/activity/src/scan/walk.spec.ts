import { createFakeFs } from './fake-fs.js';
import type { FakeFolder } from './fake-fs.js';
import { followTrail, trailOf } from './tree.js';
import { createWalk } from './walk.js';
import type { Walk } from './walk.js';

function walkAll(root: FakeFolder, most?: number): Walk {
  const walk = createWalk('/', createFakeFs(root), most);
  while (walk.steps.next().done !== true);
  return walk;
}

describe('createWalk', () => {
  it('adds up every folder', () => {
    const { root, folders, errors } = walkAll({ a: { b: { x: 5, y: 6 }, z: 7 }, w: 1 });
    expect([root.bytes, root.files, folders, errors]).toEqual([19, 4, 3, 0]);
    const b = followTrail(root, ['a', 'b']);
    expect([b.bytes, b.files, trailOf(b)]).toEqual([11, 2, ['a', 'b']]);
    expect(followTrail(root, ['a', 'none', 'b']).name).toBe('a');
  });

  it('neither follows nor counts links, and counts hard links once', () => {
    const { root } = walkAll({
      link: { kind: 'other', bytes: 100 },
      one: { kind: 'file', bytes: 8, inode: 5, links: 2 },
      sub: { two: { kind: 'file', bytes: 8, inode: 5, links: 2 } },
    });
    expect([root.bytes, root.files]).toEqual([8, 1]);
  });

  it('counts entries that it may not read, and goes on', () => {
    const { root, errors } = walkAll({ secret: 'denied', x: 3, sub: { y: 4 } });
    expect([root.bytes, errors]).toEqual([7, 1]);
  });

  it('stays on its file system', () => {
    const { root, mounts } = walkAll({ proc: { kind: 'folder', device: 9 }, x: 3 });
    expect([root.bytes, mounts]).toEqual([3, 1]);
  });

  it('throws where there is nothing to walk', () => {
    expect(() => createWalk('/none', createFakeFs({}))).toThrow('ENOENT');
  });

  it('works in small steps', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, 1]));
    const walk = createWalk('/', createFakeFs(many));
    walk.steps.next();
    expect(walk.root.files).toBe(128);
  });

  it('keeps the sums right within its budget of names', () => {
    const wide = (size: number): FakeFolder =>
      Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`d${index}`, { [`f${index}`]: size * (index + 1) }]),
      );
    const { root } = walkAll({ a: wide(1000), b: wide(100_000), c: { big: 50_000_000 } }, 100);
    const sum = (60 * 61) / 2;
    expect([root.bytes, root.files]).toEqual([sum * 101_000 + 50_000_000, 121]);
    expect(countNames(root)).toBeLessThanOrEqual(101);
    expect(followTrail(root, ['c']).largest).toEqual([{ name: 'big', bytes: 50_000_000 }]);
    // Entries that are not kept by name are in a sum.
    const a = followTrail(root, ['a']);
    const named = a.folders.reduce((bytes, folder) => bytes + folder.bytes, 0);
    expect(named + a.rest.bytes).toBe(a.bytes);
  });

  it('keeps the largest files of a folder by name', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, index]));
    const { root } = walkAll(many);
    expect(root.largest).toHaveLength(64);
    expect(Math.min(...root.largest.map(({ bytes }) => bytes))).toBe(436);
    expect(root.rest.files).toBe(436);
  });
});

function countNames(folder: Walk['root']): number {
  return folder.folders.reduce((sum, child) => sum + countNames(child), 1 + folder.largest.length);
}
