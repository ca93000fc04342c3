interface NodeBuffer extends Uint8Array {
  toString(encoding?: 'base64' | 'latin1' | 'utf-16le'): string;
  /** @returns the number of bytes written */
  write(text: string, encoding: 'base64' | 'utf-16le'): number;
}

/**
 * The few globals that Node, browsers and workers share. TypeScript knows them only from the DOM or Node
 * typings. A neutral library compiles without both.
 */
interface SharedGlobals {
  btoa(binary: string): string;
  atob(base64: string): string;
  readonly TextEncoder: new () => {
    encode(text: string): Uint8Array;
    encodeInto(text: string, bytes: Uint8Array): { readonly read: number };
  };
  readonly TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string };
  readonly DOMException: (new (message: string, name: string) => Error) & {
    readonly prototype: { readonly name: string; readonly code: number };
  };
  readonly URL: new (url: string) => { readonly host: string };
  /** Node only. */
  readonly Buffer?: { from(buffer: ArrayBufferLike, byteOffset: number, length?: number): NodeBuffer };
}

/** The globals of this platform. */
export const runtime = globalThis as unknown as SharedGlobals;
