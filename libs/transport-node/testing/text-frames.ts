import type { Transport } from '@culvert/core';
import type { Frame } from '@culvert/protocol';
import { map } from 'rxjs';

/** Wraps a transport so that its frames are strings on every encoding. Half a surrogate pair stays one. */
export function textFrames(transport: Transport): Transport {
  if (transport.encoding !== 'bytes') return transport;
  const toBytes = (frame: Frame): Frame => Buffer.from(frame as string, 'utf16le');
  const toText = (frame: Frame): string => Buffer.from(frame as Uint8Array).toString('utf16le');
  return {
    encoding: 'text',
    frames$: transport.frames$.pipe(map(toText)),
    get queuedBytes() {
      return transport.queuedBytes!;
    },
    exiting$: transport.exiting$!,
    send: (frame) => transport.send(toBytes(frame)),
    sendSync: (frame, timeoutMs) => toText(transport.sendSync!(toBytes(frame), timeoutMs)),
    replySync: (frame) => transport.replySync!(toBytes(frame)),
    flush: () => transport.flush!(),
    close: () => transport.close(),
  };
}
