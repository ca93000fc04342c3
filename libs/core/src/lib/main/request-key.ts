import type { Address } from '@culvert/protocol';

/** What a renderer has asked main for, by its own number: one key for each over all renderers and epochs. */
export function requestKey({ id, epoch }: Address, seq: number): string {
  return `${id}:${epoch}:${seq}`;
}
