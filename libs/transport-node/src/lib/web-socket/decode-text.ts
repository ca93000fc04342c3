import { isAscii, transcode } from 'node:buffer';

/** Below this length, both ways take some microseconds. */
const LONG_BYTES = 8 * 1024;

/**
 * The text of a message; the WebSocket has checked that its bytes are UTF-8. For long text that is not ASCII,
 * Node's own decoder takes some three times as long as this. For 32 MiB in another script, it would hold main's
 * thread for a third of a second.
 */
export function decodeText(bytes: Buffer): string {
  if (bytes.byteLength < LONG_BYTES || isAscii(bytes)) return bytes.toString('utf8');
  return transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
}
