import type { ScanNode } from '../../shared/scan.js';
import { layOut } from './treemap-layout.js';

const file = (name: string, bytes: number): ScanNode => ({ name, kind: 'file', bytes, files: 1 });
const folder = (name: string, children: readonly ScanNode[]): ScanNode => ({
  name,
  kind: 'folder',
  bytes: children.reduce((sum, { bytes }) => sum + bytes, 0),
  files: children.length,
  children,
});

describe('layOut', () => {
  const root = folder('root', [folder('a', [file('x', 40), file('y', 20)]), file('z', 30), file('w', 10)]);

  it('gives each child the area of its part', () => {
    const tiles = layOut(root, 1000, 1000).filter(({ depth }) => depth === 1);
    const areas = tiles.map(({ node, width, height }) => [node.name, (width * height) / 1_000_000]);
    for (const [name, expected] of [
      ['a', 0.6],
      ['z', 0.3],
      ['w', 0.1],
    ] as const) {
      expect(areas.find(([found]) => found === name)?.[1]).toBeCloseTo(expected, 1);
    }
  });

  it('lays the contents of a folder inside it, under its bar', () => {
    const tiles = layOut(root, 1000, 1000);
    const outer = tiles.find(({ trail }) => trail.join('/') === 'a');
    const inner = tiles.find(({ trail }) => trail.join('/') === 'a/x');
    expect(outer?.hasBar).toBe(true);
    expect(inner?.top).toBeGreaterThanOrEqual((outer?.top ?? 0) + 20);
    expect((inner?.left ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual(
      (outer?.left ?? 0) + (outer?.width ?? 0),
    );
  });

  it('gives a family one colour, and the children of one that has nearly all a colour each', () => {
    const even = layOut(folder('r', [folder('a', [file('x', 25), file('y', 25)]), file('z', 50)]), 900, 900);
    expect(new Set(even.filter(({ trail }) => trail[0] === 'a').map(({ family }) => family)).size).toBe(1);
    const uneven = layOut(
      folder('r', [folder('a', [file('x', 50), file('y', 40)]), file('z', 10)]),
      900,
      900,
    );
    expect(new Set(uneven.filter(({ depth }) => depth === 2).map(({ family }) => family)).size).toBe(2);
  });

  it("numbers families in the folder's own order, where the rest is last and not the smallest", () => {
    const rest: ScanNode = { name: '', kind: 'rest', bytes: 50, files: 9 };
    const even = folder('r', [file('x', 40), file('y', 10), rest]);
    const familiesAt = (wanted: number, root: ScanNode) =>
      Object.fromEntries(
        layOut(root, 900, 900)
          .filter(({ depth }) => depth === wanted)
          .map(({ node, family }) => [node.name || node.kind, family]),
      );
    const inOrder = { x: 0, y: 1, rest: 2 };
    expect(familiesAt(1, even)).toEqual(inOrder);
    expect(familiesAt(2, folder('around a dominant child', [even, file('z', 10)]))).toEqual(inOrder);
  });

  it('draws nothing where there is nothing, or no room', () => {
    expect(layOut(root, 0, 500)).toEqual([]);
    expect(layOut(folder('r', []), 500, 500)).toEqual([]);
    expect(layOut({ name: 'r', kind: 'folder', bytes: 0, files: 3 }, 500, 500)).toEqual([]);
  });
});
