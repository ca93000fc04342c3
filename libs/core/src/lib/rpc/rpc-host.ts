import type { Subject } from 'rxjs';
import type { RpcTable } from './rpc-table.js';
import type { ExposedHandler } from './exposed-handler.js';

/** The part of a main, a renderer or a WebContents that `expose` and `wrap` use. */
export interface RpcHost {
  /** Absent for main itself, which cannot call without the choice of a renderer. */
  readonly table?: RpcTable;
  /** The id of the renderer that is called. If absent, main is called. */
  readonly to?: number;
  channel(name: string): Subject<unknown>;
  /** Present if the caller can block. */
  readonly sendSync?: (channel: string, args: readonly unknown[]) => unknown;
  /** Set in main, which answers `sendSync`. */
  readonly answersSync?: true;
  /** Present if handlers can be added. @throws Error for a name that has a handler */
  expose?(channel: string, exposed: ExposedHandler): () => void;
}

/** The key by which `expose` and `wrap` find the {@link RpcHost} behind a main or a WebContents. */
export const RPC_HOST = Symbol('culvert.rpcHost');

export interface HasRpcHost {
  [RPC_HOST](): RpcHost;
}
