import { invalidArgument } from '@culvert/protocol';
import type { Subject } from 'rxjs';
import type { Exchanges } from './exchanges.js';
import type { Exposed } from './exposed.js';
import { ATTACH, isAttachable, type AttachableRenderer } from '../renderer/renderer-wire.js';
import type { Renderer } from '../renderer/renderer.js';
import { CONTRACT_HOST } from './contract-host-symbol.js';
import { RendererContracts } from '../renderer/renderer-contracts.js';

/** What `expose` and `wrap` find behind a main, a renderer or a WebContents. */
export interface ContractHost {
  /** Absent where there is nobody to ask: main has renderers, and none of them is meant. */
  readonly exchanges?: Exchanges;
  /** Whom it asks, where that is not main. */
  readonly to?: number;
  channel(name: string): Subject<unknown>;
  /** Where it can block. */
  readonly sendSync?: (channel: string, args: readonly unknown[]) => unknown;
  /** Where a `sendSync` is answered: in main. */
  readonly answersSync?: true;
  /** Where something can be exposed. @throws Error for a name that has a handler */
  expose?(channel: string, exposed: Exposed): () => void;
}

/** Main and its WebContents have one. */
export interface HasContractHost {
  [CONTRACT_HOST](): ContractHost;
}

/** @throws TypeError for what is none of ours */
export function contractHostOf(owner: object, to?: number): ContractHost {
  if (isAttachable(owner)) return rendererHost(owner as Renderer & AttachableRenderer, to);
  const host = (owner as Partial<HasContractHost> | null | undefined)?.[CONTRACT_HOST]?.();
  if (host !== undefined && to === undefined) return host;
  throw invalidArgument(
    host === undefined
      ? 'expose and wrap need a main, a renderer or a WebContents of Culvert.'
      : 'Only a renderer names another one by { to }; main has a WebContents of each.',
  );
}

function rendererHost(renderer: Renderer & AttachableRenderer, to: number | undefined): ContractHost {
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
