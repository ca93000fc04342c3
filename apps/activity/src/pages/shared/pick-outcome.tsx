import type { ReactNode } from 'react';
import { plural } from './format.js';
import type { PickOutcome } from './use-pick.js';

/** “Shown in 2 windows”. */
export function PickOutcomeText({ outcome }: { readonly outcome: PickOutcome | undefined }): ReactNode {
  return (
    <span className="pick-outcome" role="status" data-testid="pick-outcome">
      {outcome === undefined ? '' : textOf(outcome)}
    </span>
  );
}

function textOf({ asked, answered, shown }: PickOutcome): string {
  if (asked === 0) return 'No other window is open to show it';
  if (shown > 0) return `Shown in ${plural(shown, 'other window')}`;
  return answered < asked ? 'Asking the other windows…' : 'Not visible in any other window';
}
