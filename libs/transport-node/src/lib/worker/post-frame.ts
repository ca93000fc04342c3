import type { MessagePort, TransferListItem } from 'node:worker_threads';
import type { Transferable } from '@culvert/core';
import type { Frame } from '@culvert/protocol';

/** Node checks the transfer list, and throws at the call for a value that cannot be transferred. */
export function postFrame(port: MessagePort, frame: Frame, transfer?: readonly Transferable[]): void {
  // For Node, an empty list costs more than none.
  if (transfer === undefined) port.postMessage(frame);
  else port.postMessage(frame, [...(transfer as readonly TransferListItem[])]);
}
