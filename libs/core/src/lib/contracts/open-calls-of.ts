import type { WebContents } from '../emitters/ipc-types.js';
import { isAttachable } from '../renderer/renderer-wire.js';
import type { RendererRpc } from '../renderer/renderer-rpc.js';
import type { Renderer } from '../renderer/renderer.js';
import { RPC_HOST, type HasRpcHost } from '../rpc/rpc-host.js';
import type { RpcTable, ServedKey } from '../rpc/rpc-table.js';

/** The calls and streams that one end of the wire holds at the moment. */
export interface HeldCalls {
  /** The numbers of the calls, streams and port requests that it has opened. */
  readonly opened: readonly number[];
  /** The keys of those that it serves. Its handlers of `invoke` are not among them. */
  readonly served: readonly ServedKey[];
  /** The consumers for which its streams hold items. */
  readonly waiting: readonly number[];
}

/**
 * The calls and streams of a renderer, or of main, for tests. A call that has ended must not stay in memory.
 *
 * @param end a renderer, or any WebContents for those of main
 */
export function openCallsOf(end: Renderer | WebContents): HeldCalls {
  const { opened, served, waiting } = tableOf(end);
  return { opened: [...opened.keys()], served: [...served.keys()], waiting: [...waiting.keys()] };
}

function tableOf(end: Renderer | WebContents): Pick<RpcTable, 'opened' | 'served' | 'waiting'> {
  if (!isAttachable(end)) return (end as WebContents & HasRpcHost)[RPC_HOST]().table!;
  const rpc = end.parts.rpc as RendererRpc | undefined;
  return rpc?.table ?? { opened: end.openCalls, served: new Map(), waiting: new Map() };
}
