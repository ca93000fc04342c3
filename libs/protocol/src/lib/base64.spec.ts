import { base64ToBytes, bytesToBase64 } from './base64.js';

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 151) % 256);
}

describe('base64', () => {
  // Every remainder by three, and both sides of the chunk that fromCharCode takes at once.
  it.each([0, 1, 2, 3, 4, 255, 256, 0x7fff, 0x8000, 0x8001, 0x10000, 100_000])(
    'carries %i bytes',
    (length) => {
      const bytes = bytesOf(length);
      const base64 = bytesToBase64(bytes);
      expect(base64).toBe(Buffer.from(bytes).toString('base64'));
      expect(base64).toHaveLength(Math.ceil(length / 3) * 4);
      expect(Buffer.from(base64ToBytes(base64)).equals(bytes)).toBe(true);
    },
  );

  it('reads only what a view shows', () => {
    expect(bytesToBase64(bytesOf(10).subarray(3, 6))).toBe(bytesToBase64(bytesOf(10).slice(3, 6)));
  });

  it.each(['*', 'a', 'abcde', 'é', '====', 'ab=c'])('refuses %j', (text) => {
    expect(() => base64ToBytes(text)).toThrow();
  });
});
