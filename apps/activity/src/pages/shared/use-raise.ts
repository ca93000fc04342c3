import { channels } from '../../shared/channels.js';
import { useMessages } from './page-context.js';

/** Comes to the front or closes when the launcher says so, with `sendTo`: it may not hold this window itself. */
export function useRaise(): void {
  useMessages(channels.raise, () => window.focus());
  useMessages(channels.dismiss, () => window.close());
}
