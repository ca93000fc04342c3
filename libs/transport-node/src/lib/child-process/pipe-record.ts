/** The kinds of records. The numbers are on the wire. */
export const RECORD = {
  /** From the child: a new connection. Its number is higher than that of every connection before it. */
  connect: 1,
  frame: 2,
  /** From the child: a request of `sendSync`. To the child: the answer. Both have the same number. */
  sync: 3,
  /** This side has closed the connection. */
  close: 4,
} as const;

/**
 * The header before each frame in a pipe, big-endian: frame length (4), type (1), connection (4), number of a
 * sync request or 0 (4).
 */
export const HEADER_BYTES = 13;

/** One record of a pipe between main and a child process. */
export interface PipeRecord {
  readonly type: number;
  /** Number of the connection, from 1. */
  readonly connection: number;
  readonly sync: number;
  readonly frame: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);
/** Up to this size in bytes, copying a frame costs less than a second buffer for the system. */
const COPIED_BYTES = 32 * 1024;

/** A record as it goes through a pipe: one buffer, or two for a large frame. */
export function encodeRecord(
  type: number,
  connection: number,
  sync = 0,
  frame: Uint8Array = NO_BYTES,
): readonly [Buffer] | readonly [Buffer, Uint8Array] {
  const { byteLength } = frame;
  const isCopied = byteLength <= COPIED_BYTES;
  const bytes = Buffer.allocUnsafe(isCopied ? HEADER_BYTES + byteLength : HEADER_BYTES);
  bytes.writeUInt32BE(byteLength, 0);
  bytes[4] = type;
  bytes.writeUInt32BE(connection, 5);
  bytes.writeUInt32BE(sync, 9);
  if (!isCopied) return [bytes, frame];
  bytes.set(frame, HEADER_BYTES);
  return [bytes];
}
