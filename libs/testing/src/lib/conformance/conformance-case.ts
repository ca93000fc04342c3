import type { Codec, ConnectInfo, Main, MessagePortLike, Policy } from '@culvert/core';
import type { Observable } from 'rxjs';
import type { RemoteRenderer } from './remote-renderer.js';

/** The abilities of a platform. A case that needs more is skipped, with the reason in its name. */
export interface Capabilities {
  /**
   * `blocking`: `sendSync` waits for an answer that main gives later. `immediate`: both ends share a thread, so
   * main has to answer within the call. `none`: the platform cannot block. `embedded`: it must not block,
   * because it may share the thread of the page that carries its frames.
   */
  readonly sync: 'blocking' | 'immediate' | 'none' | 'embedded';
  /** True if a fixture connects a renderer as a guest of another. */
  readonly guests: boolean;
  /**
   * True if it connects a renderer with the given info, for instance as a returning window. Default: as
   * `guests`.
   */
  readonly chosenInfo?: boolean;
  /** True if the platform transfers a `MessagePort`. Default: it only copies messages. */
  readonly ports?: boolean;
  /** True if a renderer can report to the test outside of the connection. Default: it cannot. */
  readonly reports?: boolean;
}

/** The ability of a platform that a case needs. */
export type Requirement = 'sync' | 'blocking sync' | 'guests' | 'chosen info' | 'ports' | 'reports';

/** A renderer that a case has started for itself. */
export interface OpenedRenderer {
  /** Runs functions in the renderer. */
  readonly remote: RemoteRenderer;
  /** Its reports, outside of the connection. */
  readonly reports$: Observable<string>;
  /** Kills it, as a crash would. */
  readonly end: () => Promise<void>;
}

/** Everything that a case may use. */
export interface ConformanceContext {
  /** Main, in the place of the test. */
  readonly main: Main;
  /** The codec of main and of all renderers. */
  readonly codec: Codec;
  /** Main's policy until the end of this case. Before, main allows everything. */
  readonly setPolicy: (policy: Policy) => void;
  /** The renderer that every case may use. Its listeners are removed after each case. */
  readonly renderer: RemoteRenderer;
  /** A second one, of the same kind. */
  readonly other: RemoteRenderer;
  /** One more renderer, for this case alone. */
  readonly open: (info?: ConnectInfo) => Promise<OpenedRenderer>;
  /** Two ends of a channel of main's. */
  readonly createPorts: () => readonly [MessagePortLike, MessagePortLike];
}

/** One case of the suite. It passes if `run` resolves. */
export interface ConformanceCase {
  /** The title of the case, unique in the suite. */
  readonly name: string;
  /** The abilities without which the case is skipped. */
  readonly requires?: Requirement | readonly Requirement[];
  /** Runs the case. Rejects if the platform fails it. */
  readonly run: (context: ConformanceContext) => Promise<void>;
}

/** Why this platform cannot run the case, or `undefined` if it can. */
export function missing(
  requires: Requirement | readonly Requirement[] | undefined,
  capabilities: Capabilities,
): string | undefined {
  const reasons = [requires ?? []].flat().map((requirement) => lack(requirement, capabilities));
  return reasons.find((reason) => reason !== undefined);
}

function lack(
  requirement: Requirement,
  { sync, guests, chosenInfo = guests, ports = false, reports = false }: Capabilities,
): string | undefined {
  switch (requirement) {
    case 'sync':
    case 'blocking sync':
      return lackOfSync(requirement, sync);
    case 'guests':
      return guests ? undefined : 'this fixture connects windows only';
    case 'chosen info':
      if (chosenInfo) return undefined;
      return guests
        ? 'a guest is what its window carries: main gives it no id, origin or identity, and it ends with that window'
        : 'this fixture connects windows only';
    case 'ports':
      return ports ? undefined : 'this platform carries text, and no MessagePort';
    case 'reports':
      return reports ? undefined : 'this fixture has no way past the connection';
  }
}

function lackOfSync(requirement: 'sync' | 'blocking sync', sync: Capabilities['sync']): string | undefined {
  switch (sync) {
    case 'blocking':
      return undefined;
    case 'immediate':
      return requirement === 'sync'
        ? undefined
        : 'both ends share a thread: a later answer would be a deadlock';
    case 'none':
      return 'this platform cannot block';
    case 'embedded':
      return 'an iframe may share its thread with the page that carries its frames, and must not block that';
  }
}
