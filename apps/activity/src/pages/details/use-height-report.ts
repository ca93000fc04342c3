import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { detailsChannels } from '../../shared/details.js';
import { usePage } from '../shared/page-context.js';

/**
 * Reports the height of the element to the host, now and at each change: an iframe does not grow
 * with its contents.
 */
export function useHeightReport(): RefObject<HTMLElement | null> {
  const { renderer } = usePage();
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (element.current === null || renderer === undefined) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const height = entry?.borderBoxSize[0]?.blockSize;
      if (height !== undefined) renderer.ipcRenderer.sendToHost(detailsChannels.height, height);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [renderer]);
  return element;
}
