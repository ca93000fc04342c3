/** The first line of a frame, if it is one. */
export type FrameHead = [messages: unknown[], sizes: (number | number[])[], portCounts?: number[]];

/** Repeats the previous message. */
export const SAME = 0;
