/** Calls `call` this many times, with this many calls waiting at once. */
export async function inFlight(
  operations: number,
  width: number,
  call: () => Promise<unknown>,
): Promise<void> {
  let left = operations;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: Math.min(width, operations) }, lane));
}
