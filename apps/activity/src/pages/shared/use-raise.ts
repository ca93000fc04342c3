import { useEffect } from 'react';
import { wrap } from '@culvert/core/contract';
import { appWindow } from '../../shared/contracts.js';
import { usePage } from './page-context.js';

/**
 * Comes to the front or closes when the launcher asks, because the launcher may not hold this
 * window itself.
 */
export function useRaise(): void {
  const { renderer } = usePage();
  useEffect(() => {
    if (renderer === undefined) return undefined;
    const { raise, dismiss } = wrap(renderer, appWindow);
    const subscription = raise.subscribe(() => window.focus());
    subscription.add(dismiss.subscribe(() => window.close()));
    return () => subscription.unsubscribe();
  }, [renderer]);
}
