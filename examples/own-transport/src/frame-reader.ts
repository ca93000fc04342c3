/** The length of a frame on the socket, as an unsigned number in big-endian order. */
export const HEAD_BYTES = 4;

/** Cuts the chunks of a socket into frames. A chunk has parts of a frame, or several frames. */
export class FrameReader {
  readonly #maxBytes: number;
  #waiting: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws Error for a length over the limit. The peer would make this process hold so many bytes */
  read(chunk: Buffer): Buffer[] {
    this.#waiting = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk]);
    const frames: Buffer[] = [];
    while (this.#waiting.length >= HEAD_BYTES) {
      const length = this.#waiting.readUInt32BE();
      if (length > this.#maxBytes) throw new Error(`A frame of ${length} bytes is over the limit.`);
      const end = HEAD_BYTES + length;
      if (this.#waiting.length < end) break;
      frames.push(this.#waiting.subarray(HEAD_BYTES, end));
      this.#waiting = this.#waiting.subarray(end);
    }
    return frames;
  }
}
