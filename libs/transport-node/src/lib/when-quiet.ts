/** So many turns of the event loop without anything new, and there is nothing more. */
const QUIET_TURNS = 3;

/**
 * What a process or thread has written before its end lies here, ready to be read. Its way to main may stay open all the
 * same, where it has given its end to somebody else, who speaks for nobody.
 *
 * @param received how much has come so far
 * @param isOver whether the way has ended by itself
 * @param done called once nothing comes any more, unless it is over
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
