/**
 * Calls by messages that are answered in order. Each call resolves with the next answer.
 *
 * @param listen gets a callback to call at each answer
 */
export function callsInOrder(send: () => void, listen: (answered: () => void) => void): () => Promise<void> {
  const waiting: (() => void)[] = [];
  listen(() => waiting.shift()!());
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      send();
    });
}
