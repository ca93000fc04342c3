/** After this many turns of the event loop without new data, all data has arrived. */
const QUIET_TURNS = 3;

/**
 * Waits for the last data of a process or thread that has ended. The data is already here, ready to be read.
 * Its channel to main may stay open all the same, if it gave its end to another process. That other process is
 * no renderer.
 *
 * @param received the amount that has arrived so far
 * @param isOver true if the channel has ended by itself
 * @param done called once no data arrives any longer, unless the channel is over
 */
export function whenQuiet(received: () => number, isOver: () => boolean, done: () => void): void {
  let last = received();
  let quiet = 0;
  const look = (): void => {
    if (isOver()) return;
    const now = received();
    quiet = now === last ? quiet + 1 : 0;
    last = now;
    if (quiet >= QUIET_TURNS) done();
    else setImmediate(look);
  };
  setImmediate(look);
}
