import { runtime } from './runtime-globals.js';

/** The `toBase64` method that newer platforms have. */
type PlatformBytes = Uint8Array & { toBase64?(): string };
interface PlatformClass {
  fromBase64?(base64: string): Uint8Array;
}

/** `String.fromCharCode` takes its input as arguments, and engines limit their number. */
const CHUNK = 0x8000;

export function bytesToBase64(bytes: Uint8Array): string {
  const { Buffer } = runtime;
  if (Buffer !== undefined)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const platform: PlatformBytes = bytes;
  return platform.toBase64?.() ?? encode(bytes);
}

/**
 * Decodes base64 strictly: only letters of its alphabet, padded, with no character skipped.
 *
 * @throws SyntaxError or the platform's own error for any other text
 */
export function base64ToBytes(base64: string): Uint8Array {
  const size = sizeOf(base64);
  const bytes = decode(base64, size);
  // A decoder that skips unknown characters returns fewer bytes.
  if (bytes.byteLength !== size) throw notBase64();
  return bytes;
}

function sizeOf(base64: string): number {
  if (base64.length % 4 !== 0) throw notBase64();
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

function decode(base64: string, size: number): Uint8Array {
  const { Buffer } = runtime;
  if (Buffer !== undefined) {
    // Node also takes the letters of base64url.
    if (base64.includes('-') || base64.includes('_')) throw notBase64();
    // Writes into memory of its own, not into the pool that small Buffers share.
    const bytes = new Uint8Array(size);
    return bytes.subarray(0, Buffer.from(bytes.buffer, 0, size).write(base64, 'base64'));
  }
  const platform: PlatformClass = Uint8Array as PlatformClass;
  return platform.fromBase64?.(base64) ?? decodeBinary(runtime.atob(base64));
}

function encode(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    const chunk = bytes.subarray(start, start + CHUNK);
    binary += String.fromCharCode.apply(null, chunk as unknown as number[]);
  }
  return runtime.btoa(binary);
}

function decodeBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function notBase64(): SyntaxError {
  return new SyntaxError('This is not base64.');
}
