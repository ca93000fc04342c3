/** The values that a transport can carry: any cloneable value, only text, or only bytes. */
export type Encoding = 'structured-clone' | 'text' | 'bytes';

/**
 * A string (`text`) or a `Uint8Array` (`bytes`). A cloning transport carries a string, or an array that starts
 * with one.
 */
export type Frame = unknown;
