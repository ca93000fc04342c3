import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** The rows of a long list that can be seen, a few more at each end. */
export interface VisibleRange {
  readonly first: number;
  readonly end: number;
  /** Whole rows that fit. */
  readonly fitting: number;
}

const beyond = 6;

export function visibleRange(top: number, height: number, rowHeight: number, count: number): VisibleRange {
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), count - 1) - beyond);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + beyond);
  return { first, end: Math.max(first, end), fitting: Math.max(1, Math.floor(height / rowHeight)) };
}

/** Follows the scrolling of an element. */
export function useVisibleRange(
  box: RefObject<HTMLElement | null>,
  rowHeight: number,
  count: number,
): VisibleRange {
  const [view, setView] = useState({ top: 0, height: 0 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const read = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [box]);
  return visibleRange(view.top, view.height, rowHeight, count);
}
