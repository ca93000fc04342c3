import { checkObject, invalidArgument, type Contract } from '@culvert/protocol';
import { RendererRpc } from '../renderer/renderer-rpc.js';
import { ATTACH, isAttachable, type AttachableRenderer } from '../renderer/renderer-wire.js';
import type { Renderer } from '../renderer/renderer.js';
import { RPC_HOST, type HasRpcHost, type RpcHost } from '../rpc/rpc-host.js';

/** @throws TypeError for an object that is not a main, renderer or WebContents of Culvert, or not a contract */
export function rpcHostOf(owner: object, contract: Contract, to?: number): RpcHost {
  checkObject('The contract of defineContract()', (contract as Partial<Contract> | null)?.members);
  if (isAttachable(owner)) return rendererHost(owner as Renderer & AttachableRenderer, to);
  const host = (owner as Partial<HasRpcHost> | null | undefined)?.[RPC_HOST]?.();
  if (host !== undefined && to === undefined) return host;
  throw invalidArgument(
    host === undefined
      ? 'expose and wrap need a main, a renderer or a WebContents of Culvert.'
      : 'Only a renderer names another one by { to }; main has a WebContents of each.',
  );
}

function rendererHost(renderer: Renderer & AttachableRenderer, to: number | undefined): RpcHost {
  const contracts = renderer[ATTACH]('rpc', (wire) => new RendererRpc(wire));
  const { table } = contracts;
  if (to !== undefined) return { table, to, channel: (name) => renderer.channel(name).to(to) };
  return {
    table,
    channel: (name) => renderer.channel(name),
    sendSync: (channel, args) => renderer.ipcRenderer.sendSync(channel, ...args) as unknown,
    expose: (channel, exposed) => contracts.expose(channel, exposed),
  };
}
