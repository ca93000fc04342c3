/**
 * A check of a run. It fails if it throws, returns `false`, or returns a text that says what is wrong. It only looks:
 * code that it calls must not change a process.
 */
export type Invariant = () => unknown;
