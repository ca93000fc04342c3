import { runtime } from './runtime-globals.js';

/** `String.fromCharCode` takes its input as arguments, and those are limited. */
const CHUNK = 0x8000;

export function bytesToBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return runtime.btoa(binary);
}

export function base64ToBytes(base64: string): Uint8Array {
  const binary = runtime.atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
