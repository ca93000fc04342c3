import { invalidArgument } from '@culvert/protocol';
import { RendererContracts } from '../renderer/renderer-contracts.js';
import { ATTACH, isAttachable, type AttachableRenderer } from '../renderer/renderer-wire.js';
import type { Renderer } from '../renderer/renderer.js';
import { RPC_HOST, type HasRpcHost, type RpcHost } from '../rpc/rpc-host.js';

/** @throws TypeError for an object that is no main, renderer or WebContents of Culvert */
export function rpcHostOf(owner: object, to?: number): RpcHost {
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
  const contracts = renderer[ATTACH]('exchanges', (wire) => new RendererContracts(wire));
  const { exchanges } = contracts;
  if (to !== undefined) return { exchanges, to, channel: (name) => renderer.channel(name).to(to) };
  return {
    exchanges,
    channel: (name) => renderer.channel(name),
    sendSync: (channel, args) => renderer.ipcRenderer.sendSync(channel, ...args) as unknown,
    expose: (channel, exposed) => contracts.expose(channel, exposed),
  };
}
