/**
 * The rule for a renderer for which more than `limits.queuedBytes` wait:
 * - `'drop'`: messages to it are dropped as `queue-full` until it has caught up, and answers become a short
 *   `ERR_CULVERT_OVERFLOW`. It is closed where even that adds up to twice the limit.
 * - `'close'`: its connection is closed.
 *
 * `inspect$` and its WebContents say when this begins and when it ends.
 */
export type SlowConsumer = 'drop' | 'close';
