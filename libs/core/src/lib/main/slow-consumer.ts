/**
 * The rule for a renderer that has more than `limits.queuedBytes` waiting:
 * - `'drop'`: main drops messages to it as `queue-full` until it has caught up. Answers become a short
 *   `ERR_CULVERT_OVERFLOW`. Main closes it if even these add up to twice the limit.
 * - `'close'`: main closes its connection.
 *
 * `inspect$` and its WebContents tell when this begins and ends.
 */
export type SlowConsumer = 'drop' | 'close';
