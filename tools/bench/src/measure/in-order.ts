/**
 * Calls by messages that are answered in their order: each resolves with the next answer.
 *
 * @param listen is given what to do at each answer
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
