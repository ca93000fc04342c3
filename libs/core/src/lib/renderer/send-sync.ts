import {
  CulvertError,
  isForConsumer,
  type Frame,
  packFrame,
  unpackFrame,
  type MainMessage,
  type RendererMessage,
} from '@culvert/protocol';
import type { RendererWire } from './renderer-wire.js';
import { fromWire } from '../errors/decode-error.js';

/** `ipcRenderer.sendSync`: blocks in the transport, which also returns the answer, never `frames$`. */
export function sendSync(wire: RendererWire, channel: string, args: readonly unknown[]): unknown {
  const { transport, syncTimeoutMs: timeoutMs } = wire;
  const encoded = wire.encode(channel, args);
  wire.flushOutbox();
  const { closedError } = wire;
  if (closedError !== undefined) {
    throw named(channel, 'ERR_CULVERT_DISCONNECTED', 'the connection to main is closed.', closedError.cause);
  }
  if (transport.sendSync === undefined) {
    throw named(channel, 'ERR_CULVERT_SYNC_UNSUPPORTED', 'this transport cannot block; use invoke.');
  }
  const seq = wire.nextSeq();
  const request: RendererMessage = { kind: 'sync', channel, seq, timeoutMs };
  const frame = packFrame([{ message: request, body: encoded }], transport.encoding);
  let answer: Frame;
  try {
    answer = transport.sendSync(frame, timeoutMs);
  } catch (error) {
    // Main must not keep a request that has no caller.
    wire.post({ kind: 'cancel', seq });
    throw error instanceof CulvertError ? named(channel, error.code, error.message, error) : error;
  }
  const reply = readReply(wire, channel, seq, answer);
  if (reply.ok) return reply.value;
  throw fromWire(reply.value);
}

function readReply({ transport, codec }: RendererWire, channel: string, seq: number, answer: Frame) {
  try {
    for (const { message, body } of unpackFrame<MainMessage>(answer, transport.encoding)) {
      if (message.kind === 'reply' && message.seq === seq && isForConsumer(message))
        return { ok: message.ok, value: codec.decode(body)[0] };
    }
  } catch (cause) {
    throw named(channel, 'ERR_CULVERT_MALFORMED_FRAME', 'the answer of main cannot be read.', cause);
  }
  throw named(channel, 'ERR_CULVERT_MALFORMED_FRAME', 'main has answered something else.');
}

function named(channel: string, code: CulvertError['code'], text: string, cause?: unknown): CulvertError {
  return new CulvertError(code, `sendSync '${channel}': ${text}`, { cause });
}
