import { packFrame, unpackFrame, type Frame } from '@culvert/protocol';
import type { SyncRequest } from '../port/port-messages.js';
import { AnswerMemory, INLINE_BYTES, isAnswerMemory } from './answer-memory.js';
import { answerByKey, refuseByKey } from './sync-channel.js';

/** Answers the sync requests of a peer in the way that each request asks for. */
export class SyncAnswerer {
  private memory: AnswerMemory | undefined;
  private request: SyncRequest | undefined;
  /**
   * The last answer that did not fit. It is kept until the peer has taken the rest, or sends
   * another request.
   */
  private unread: { readonly seq: number; readonly bytes: Uint8Array } | undefined;

  /** Drops the last answer that goes by a key. Only one such answer is kept for a peer. */
  private takeBack: (() => void) | undefined;

  constructor(peerMemory: SharedArrayBuffer | undefined) {
    this.peerMemory = peerMemory;
  }

  set peerMemory(buffer: SharedArrayBuffer | undefined) {
    if (isAnswerMemory(buffer)) this.memory = new AnswerMemory(buffer);
  }

  /** The peer now waits for the answer to this request only. */
  open(request: SyncRequest): void {
    this.request = request;
    this.unread = undefined;
    this.takeBack?.();
    this.takeBack = undefined;
  }

  answer(frame: Frame): void {
    const { request } = this;
    this.request = undefined;
    if (request === undefined) return;
    const bytes = packFrame(unpackFrame(frame, 'structured-clone'), 'bytes') as Uint8Array;
    if ('key' in request) {
      this.takeBack = answerByKey(request, bytes);
      return;
    }
    if (bytes.byteLength > INLINE_BYTES) this.unread = { seq: request.seq, bytes };
    this.memory?.write(request.seq, bytes);
  }

  writeRest(seq: number, rest: SharedArrayBuffer): void {
    const { unread } = this;
    this.unread = undefined;
    if (unread?.seq === seq) this.memory?.writeRest(seq, unread.bytes, rest);
  }

  /** Tells a peer or helper that still waits that no answer will come. */
  close(): void {
    this.memory?.close();
    if (this.request !== undefined && 'key' in this.request) refuseByKey(this.request);
    this.request = undefined;
    this.unread = undefined;
  }
}
