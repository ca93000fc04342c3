import type { Body, Codec, CulvertError, RendererMessage } from '@culvert/protocol';
import type { Transport } from './transport.js';

/** The renderer's end of the wire, as those see it who send through it. */
export interface RendererWire {
  readonly codec: Codec;
  readonly transport: Transport;
  /** Longest wait of a `sendSync`, in ms. */
  readonly syncTimeoutMs: number;
  /** What a call on this connection fails with, once it is closed; the cause says what closed it. */
  readonly closedError: CulvertError | undefined;
  /** The number of the next request that is answered. */
  nextSeq(): number;
  /** @throws CulvertError for a channel or a value that cannot be sent */
  encode(channel: string, args: readonly unknown[]): Body;
  /** Sends with the batch of this turn. A closed connection takes it and drops it. */
  post(message: RendererMessage, body?: Body): void;
  /** Sends what waits for the end of the turn, now. */
  flush(): void;
}
