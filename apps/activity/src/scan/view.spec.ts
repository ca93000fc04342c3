import { createFakeFs } from './fake-fs.js';
import type { FakeFolder } from './fake-fs.js';
import { followTrail } from './tree.js';
import { viewOf } from './view.js';
import { createWalk } from './walk.js';

function viewed(root: FakeFolder, trail: readonly string[] = [], depth = 2) {
  const walk = createWalk('/', createFakeFs(root));
  while (walk.steps.next().done !== true);
  return viewOf(followTrail(walk.root, trail), { depth, share: 0.01, children: 3 });
}

describe('viewOf', () => {
  it('draws the largest first, as deep as it is told', () => {
    const { node } = viewed({ small: 10, deep: { in: { x: 60 }, y: 5 } });
    expect(node).toMatchObject({
      bytes: 75,
      children: [
        {
          name: 'deep',
          kind: 'folder',
          bytes: 65,
          children: [
            { name: 'in', kind: 'folder' },
            { name: 'y', kind: 'file' },
          ],
        },
        { name: 'small', kind: 'file', bytes: 10 },
      ],
    });
    expect(node.children?.[0]?.children?.[0]).not.toHaveProperty('children');
  });

  it('draws what is small, and what is too much, as one', () => {
    const { node } = viewed({ a: 500, b: 300, c: 200, d: 100, e: 50, tiny: 1 });
    expect(node.children).toEqual([
      { name: 'a', kind: 'file', bytes: 500, files: 1 },
      { name: 'b', kind: 'file', bytes: 300, files: 1 },
      { name: 'c', kind: 'file', bytes: 200, files: 1 },
      { name: '', kind: 'rest', bytes: 151, files: 3 },
    ]);
  });

  it('names the way to the folder', () => {
    const view = viewed({ a: { b: { c: 1 } } }, ['a', 'b']);
    expect(view).toMatchObject({ trail: ['a', 'b'], isPartial: false, node: { name: 'b', bytes: 1 } });
  });

  it('draws an empty folder as nothing', () => {
    expect(viewed({}).node).toEqual({ name: '/', kind: 'folder', bytes: 0, files: 0 });
  });
});
