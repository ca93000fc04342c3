/**
 * State that a transport keeps for an object of the platform, such as a worker or an iframe. A connection can come between
 * two transports of the same object, and only that object outlives both.
 *
 * @returns the state of `owner`, made on first use; it is collected with its owner
 * @example
 * const pending = new WeakMap<Worker, PendingConnections>();
 * const connections = stateOf(pending, worker, listen);
 */
export function stateOf<Owner extends object, State>(
  states: WeakMap<Owner, State>,
  owner: Owner,
  create: (owner: Owner) => State,
): State {
  const present = states.get(owner);
  if (present !== undefined) return present;
  const state = create(owner);
  states.set(owner, state);
  return state;
}
