/** Number of sends in one turn of the sender's event loop, as in an app with a list to report. */
export const SENDS_PER_TURN = 100;

/** Sends this many messages, turn by turn, and waits until the receiver has them all. */
export async function paced(
  operations: number,
  send: () => void,
  received: () => Promise<unknown>,
): Promise<void> {
  for (let sent = 1; sent <= operations; sent++) {
    send();
    if (sent % SENDS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await received();
}
