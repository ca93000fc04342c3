/** A queue of buffers. A caller can take any number of bytes from the front. */
export class ByteQueue {
  private buffers: Uint8Array[] = [];
  /** Index of the first buffer that is not fully taken, and the number of its bytes that are. */
  private first = 0;
  private offset = 0;
  private size = 0;

  get bytes(): number {
    return this.size;
  }

  push(buffer: Uint8Array): void {
    if (buffer.byteLength === 0) return;
    this.buffers.push(buffer);
    this.size += buffer.byteLength;
  }

  /** The first buffers, at most `count`. */
  peek(count: number): Uint8Array[] {
    const buffers = this.buffers.slice(this.first, this.first + count);
    if (this.offset > 0) buffers[0] = buffers[0]!.subarray(this.offset);
    return buffers;
  }

  take(bytes: number): void {
    this.size -= bytes;
    this.offset += bytes;
    while (this.first < this.buffers.length && this.offset >= this.buffers[this.first]!.byteLength) {
      this.offset -= this.buffers[this.first++]!.byteLength;
    }
    if (this.first * 2 >= this.buffers.length) {
      this.buffers = this.buffers.slice(this.first);
      this.first = 0;
    }
  }

  /** Takes the rest of the first buffer. @returns its bytes */
  takeFirst(): number {
    const bytes = (this.buffers[this.first]?.byteLength ?? 0) - this.offset;
    this.take(bytes);
    return bytes;
  }

  /** Removes the last pushed buffers from the end. @returns false if some of their bytes are already taken */
  withdraw(pushed: readonly Uint8Array[]): boolean {
    const bytes = pushed.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (bytes > this.size) return false;
    this.buffers.length -= pushed.length;
    this.size -= bytes;
    return true;
  }

  clear(): void {
    this.buffers = [];
    this.first = this.offset = this.size = 0;
  }
}
