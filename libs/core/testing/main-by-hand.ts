import type { RendererMessage } from '@culvert/protocol';
import { VirtualTimeScheduler } from 'rxjs';
import {
  createRenderer,
  type RendererDrop,
  type RendererOptions,
  type RendererStatus,
  type Transport,
} from '../src/index.js';
import { byHand } from './by-hand.js';

/** A message of main that a listener of this channel hears. */
export const deliver = (channel: string) => ({ kind: 'deliver', channel, senderId: 0 });

/**
 * A renderer in virtual time. The spec plays main: it sends and reads frames by hand.
 *
 * @example
 * const { renderer, send } = mainByHand();
 * send({ kind: 'welcome', id: 3, epoch: 1 });
 * expect(renderer.id).toBe(3);
 */
export function mainByHand(members: Partial<Transport> = {}, options: RendererOptions = {}) {
  const scheduler = new VirtualTimeScheduler();
  const hand = byHand<RendererMessage>({ encoding: 'structured-clone', ...members });
  const renderer = createRenderer(hand.transport, { scheduler, ...options });
  const statuses: RendererStatus[] = [];
  renderer.status$.subscribe((status) => statuses.push(status));
  const drops: RendererDrop[] = [];
  renderer.drops$.subscribe((drop) => drops.push(drop));
  const { ipcRenderer } = renderer;
  return { ...hand, renderer, ipcRenderer, statuses, drops, turn: () => scheduler.flush() };
}
