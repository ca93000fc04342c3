import type { Address } from '@culvert/protocol';

/** The key of a renderer's request to main. The renderer chose `seq`, so the key includes its id and epoch. */
export function requestKey({ id, epoch }: Address, seq: number): string {
  return `${id}:${epoch}:${seq}`;
}
