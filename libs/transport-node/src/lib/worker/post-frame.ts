import type { MessagePort, TransferListItem } from 'node:worker_threads';
import type { Transferable } from '@culvert/core';
import type { Frame } from '@culvert/protocol';

/** Node checks what can be transferred, and throws at the call for what cannot. */
export function postFrame(port: MessagePort, frame: Frame, transfer?: readonly Transferable[]): void {
  // An empty list costs Node more than none.
  if (transfer === undefined) port.postMessage(frame);
  else port.postMessage(frame, [...(transfer as readonly TransferListItem[])]);
}
