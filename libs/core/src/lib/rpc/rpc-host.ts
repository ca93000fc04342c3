import type { Subject } from 'rxjs';
import type { RpcTable } from './rpc-table.js';
import type { ExposedHandler } from './exposed-handler.js';

/** What `expose` and `wrap` need of a main, a renderer or a WebContents. */
export interface RpcHost {
  /** Absent for main itself: it has many renderers, and none of them is named. */
  readonly table?: RpcTable;
  /** The renderer that is called. Absent: main is. */
  readonly to?: number;
  channel(name: string): Subject<unknown>;
  /** Where the caller can block. */
  readonly sendSync?: (channel: string, args: readonly unknown[]) => unknown;
  /** In main, which answers `sendSync`. */
  readonly answersSync?: true;
  /** Where handlers can be added. @throws Error for a name that has a handler */
  expose?(channel: string, exposed: ExposedHandler): () => void;
}

/** How `expose` and `wrap` find the {@link RpcHost} behind a main or a WebContents. */
export const RPC_HOST = Symbol('culvert.rpcHost');

export interface HasRpcHost {
  [RPC_HOST](): RpcHost;
}
