import type { TransferListItem } from 'node:worker_threads';
import type { Transferable } from '@culvert/core';

/** Node checks what can be transferred, and throws at the call for what cannot. */
export function asTransferList(transfer: readonly Transferable[] | undefined): TransferListItem[] {
  return transfer === undefined ? [] : [...(transfer as readonly TransferListItem[])];
}
