export const BYTES = 16 * 1024 * 1024;
