import type { ConnectInfo, Main } from '@culvert/core';
import type { RemoteRenderer } from './remote-renderer.js';

/** What a platform has; a case that needs more is skipped, with the reason in its name. */
export interface Capabilities {
  /**
   * `blocking`: `sendSync` waits for an answer that main gives later. `immediate`: both ends share a thread, so only
   * an answer within the call can be had. `none`: the platform cannot block.
   */
  readonly sync: 'blocking' | 'immediate' | 'none';
  /** Whether a fixture can connect a guest of another renderer. */
  readonly guests: boolean;
}

export type Requirement = 'sync' | 'blocking sync' | 'guests';

export interface ConformanceContext {
  readonly main: Main;
  /** The renderer that every case may use. Its listeners are removed after each case. */
  readonly renderer: RemoteRenderer;
  /** A second one, of the same kind. */
  readonly other: RemoteRenderer;
  /** One more renderer, for this case alone. `end` kills it, as a crash would. */
  readonly open: (
    info?: Pick<ConnectInfo, 'kind' | 'host'>,
  ) => Promise<{ readonly remote: RemoteRenderer; readonly end: () => Promise<void> }>;
}

export interface ConformanceCase {
  readonly name: string;
  readonly requires?: Requirement;
  readonly run: (context: ConformanceContext) => Promise<void>;
}

/** Why this platform cannot run the case, or `undefined` where it can. */
export function missing(
  requirement: Requirement | undefined,
  { sync, guests }: Capabilities,
): string | undefined {
  switch (requirement) {
    case undefined:
      return undefined;
    case 'sync':
      return sync === 'none' ? 'this platform cannot block' : undefined;
    case 'blocking sync':
      return sync === 'blocking' ? undefined : 'both ends share a thread: a later answer would be a deadlock';
    case 'guests':
      return guests ? undefined : 'this fixture connects windows only';
  }
}
