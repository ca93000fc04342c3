import {
  MAIN_ID,
  type Body,
  type Caller,
  type CulvertError,
  type RpcMessage,
  type ServeCall,
  type ServeStream,
} from '@culvert/protocol';
import { checkFirstHandler } from '../emitters/check-arguments.js';
import type { RpcWire, OutgoingCall, CallMessage } from '../rpc/rpc-wire.js';
import { RpcTable } from '../rpc/rpc-table.js';
import type { ExposedHandler } from '../rpc/exposed-handler.js';
import { serveCall, serveStream } from '../rpc/serve-rpc.js';
import type { RpcPart, RendererWire } from './renderer-wire.js';
import { redactUntrusted } from '../errors/redact-error.js';
import { UnhandledWarnings } from '../runtime/warn.js';
import { encodeError } from '../errors/encode-error.js';
import { noHandler } from '../errors/own-error.js';

/** The calls and streams that a renderer exposes, and those that it has open. */
export class RendererRpc implements RpcPart {
  readonly table: RpcTable;
  private readonly wire: RendererWire;
  private readonly handlers = new Map<string, ExposedHandler>();

  constructor(wire: RendererWire) {
    this.wire = wire;
    this.table = new RpcTable(rpcWireOf(wire), wire.openCalls);
  }

  /** @throws Error if the name has a handler already */
  expose(channel: string, exposed: ExposedHandler): () => void {
    checkFirstHandler(channel, this.handlers);
    this.handlers.set(channel, exposed);
    return () => this.handlers.delete(channel);
  }

  receive(message: ServeCall | ServeStream | RpcMessage, body: Body): void {
    switch (message.kind) {
      case 'serveCall':
      case 'serveStream':
        this.serve(message, body);
        break;
      case 'demand':
      case 'cancel':
      case 'items':
      case 'reply':
        this.table.toProvider(message.seq, message, body);
        break;
    }
  }

  flush(): void {
    this.table.flush();
  }

  exit(): void {
    this.table.exit();
  }

  end(error: CulvertError): void {
    this.table.endServed(error);
  }

  private serve(message: ServeCall | ServeStream, body: Body): void {
    const { kind, channel, seq, sender, headers } = message;
    const exposed = this.handlers.get(channel);
    const post = (part: CallMessage, answer?: Body) => this.wire.post({ ...part, seq }, answer);
    const incoming = { channel, sender, headers, body, post };
    if (exposed?.kind !== (kind === 'serveCall' ? 'call' : 'stream')) {
      post({ kind: 'reply', ok: false }, noHandler(this.wire.codec, channel));
    } else if (kind === 'serveCall') {
      serveCall(this.table, seq, exposed, incoming);
    } else serveStream(this.table, seq, exposed, { ...incoming, demand: message, input: message.input });
  }
}

function rpcWireOf(wire: RendererWire): RpcWire {
  const { codec, limits, scheduler, callTimeoutMs, redactError = redactUntrusted } = wire;
  const unhandled = new UnhandledWarnings();
  const encode = (error: unknown, target: Caller) =>
    encodeError(codec, redactError, error, target, limits.messageBytes);
  return {
    codec,
    limits,
    scheduler,
    callTimeoutMs,
    closedError: () => wire.closedError,
    encode: (channel, args) => wire.encode(channel, args),
    encodeError: encode,
    reportUnhandled: (channel, error, from) => unhandled.warn(channel, error, from),
    createCall(to): OutgoingCall {
      const seq = wire.nextSeq();
      // Only the id of another renderer is known here, so it gets the least trust.
      const target: Caller = to === undefined ? { id: MAIN_ID, kind: 'main' } : { id: to, kind: 'window' };
      return {
        seq,
        open: (opening, body) => wire.post({ ...opening, seq, ...(to !== undefined && { to }) }, body),
        post: (part, body) => wire.post({ ...part, seq }, body),
        encodeError: (error) => encode(error, target),
      };
    },
  };
}
