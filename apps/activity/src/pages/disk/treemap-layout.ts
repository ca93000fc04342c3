import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { HierarchyRectangularNode } from 'd3-hierarchy';
import type { ScanNode } from '../../shared/scan.js';

/** One rectangle of the picture. */
export interface Tile {
  readonly node: ScanNode;
  /** Names from the folder that is shown down to this one. */
  readonly trail: readonly string[];
  readonly depth: number;
  /**
   * The index of the child of the folder shown that contains this one. All tiles of a family have
   * one colour.
   */
  readonly family: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** True if its name is on a bar of its own, with its contents below. */
  readonly hasBar: boolean;
}

const bar = 21;
/**
 * A child larger than this share of the folder gives its own children colours. One colour would
 * tell nothing.
 */
const dominance = 0.6;
/** A folder smaller than this is drawn as a block, without its contents. */
const smallestNest = { width: 60, height: 50 };
const smallestTile = 3;

/** The rectangles of a folder's picture. Outer ones come before the inner ones that cover them. */
export function layOut(root: ScanNode, width: number, height: number): readonly Tile[] {
  if (width <= 0 || height <= 0 || root.bytes <= 0) return [];
  const tree = hierarchy<ScanNode>(root, ({ children }) => (children ? [...children] : undefined))
    // Only leaves count, because the sum of a folder is the sum of its drawn contents.
    .sum(({ children, bytes }) => (children === undefined ? bytes : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const placed = treemap<ScanNode>()
    .tile(treemapSquarify.ratio(1.3))
    .size([width, height])
    .round(true)
    .paddingInner(2)
    .paddingOuter((node) => (node.depth === 0 ? 0 : 2))
    .paddingTop((node) => (node.depth === 0 ? 0 : bar))(tree);
  const tiles: Tile[] = [];
  placed.children?.forEach((child, family) => {
    const isDominant = (child.value ?? 0) > dominance * (placed.value ?? 0);
    place(child, isDominant ? byIndex : () => family, family, [], tiles);
  });
  return tiles;
}

/** The family of a node, for the index of its ancestor right below a child of the folder shown. */
type FamilyOf = (index: number) => number;

function byIndex(index: number): number {
  return index;
}

function place(
  at: HierarchyRectangularNode<ScanNode>,
  familyOf: FamilyOf,
  family: number,
  above: readonly string[],
  tiles: Tile[],
): void {
  const size = { width: at.x1 - at.x0, height: at.y1 - at.y0 };
  if (size.width < smallestTile || size.height < smallestTile) return;
  const trail = [...above, at.data.name];
  const hasBar =
    at.children !== undefined && size.width >= smallestNest.width && size.height >= smallestNest.height;
  tiles.push({ node: at.data, trail, depth: at.depth, family, left: at.x0, top: at.y0, ...size, hasBar });
  if (!hasBar) return;
  at.children?.forEach((child, index) => {
    const inner = at.depth === 1 ? familyOf(index) : family;
    place(child, familyOf, inner, trail, tiles);
  });
}
