import type { Transferable } from '@culvert/core';
import { FrameStream, type Connection } from '@culvert/core/transport-kit';
import { CulvertError, type Frame } from '@culvert/protocol';
import { SyncAnswerer } from '../sync/sync-answerer.js';
import { asPortMessage, type AcceptedMessage, type PortMessage } from './port-messages.js';

export interface PortLinkOptions {
  readonly port: MessagePort;
  /** Where the peer waits for the answers to its sync requests. */
  readonly peerMemory?: SharedArrayBuffer | undefined;
  /** The other end has taken this connection. */
  readonly onAccepted?: (message: AcceptedMessage) => void;
}

/** One end of a connection over a MessagePort, alike for both ends. */
export class PortLink implements Connection {
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly port: MessagePort;
  private readonly answerer: SyncAnswerer;
  private readonly onAccepted: ((message: AcceptedMessage) => void) | undefined;

  constructor({ port, peerMemory, onAccepted }: PortLinkOptions) {
    this.port = port;
    this.answerer = new SyncAnswerer(peerMemory);
    this.onAccepted = onAccepted;
    port.addEventListener('message', ({ data }: MessageEvent) => this.receive(asPortMessage(data)));
    port.addEventListener('messageerror', () => this.end(brokenPort()));
    // The other end is gone without a word: its worker was terminated, its page closed, its iframe removed.
    port.addEventListener('close', () => this.end());
    // Where ports have no such event, a page says itself that it goes.
    globalThis.addEventListener('pagehide', this.onPageHide);
    port.start();
  }

  get isEnded(): boolean {
    return this.stream.isEnded;
  }

  accept(movesPorts: boolean, memory?: SharedArrayBuffer): void {
    this.post({ accepted: true, movesPorts, ...(memory && { memory }) });
  }

  send(frame: Frame, transfer?: readonly Transferable[]): void {
    this.post({ frame }, transfer);
  }

  post(message: PortMessage, transfer: readonly Transferable[] = []): void {
    if (!this.isEnded) this.port.postMessage(message, transfer as globalThis.Transferable[]);
  }

  replySync(frame: Frame): void {
    this.answerer.answer(frame);
  }

  close(): void {
    this.post({ bye: true });
    this.stream.close();
    this.release();
  }

  private receive(message: PortMessage): void {
    if ('frame' in message) {
      if (message.sync !== undefined) this.answerer.open(message.sync);
      this.stream.next(message.frame);
    } else if ('accepted' in message) {
      this.answerer.peerMemory = message.memory;
      this.onAccepted?.(message);
    } else if ('rest' in message) {
      this.answerer.writeRest(message.seq, message.rest);
    } else {
      this.end();
    }
  }

  private readonly onPageHide = (): void => {
    this.post({ bye: true });
    this.end();
  };

  private end(failure?: CulvertError): void {
    this.stream.end(failure);
    this.release();
  }

  private release(): void {
    globalThis.removeEventListener('pagehide', this.onPageHide);
    this.answerer.close();
    this.port.close();
  }
}

function brokenPort(): CulvertError {
  return new CulvertError('ERR_CULVERT_TRANSPORT', 'A frame of the peer could not be deserialized.');
}
