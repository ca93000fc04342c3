/**
 * A check of a run. It fails if it throws, returns `false`, or returns a text that says what is wrong. It only looks:
 * code that it calls must not change a process.
 */
export type Invariant = () => unknown;

/** Ready checks of one run, for `always` and `atRest`. */
export interface Invariants {
  /**
   * For `atRest`: each call, sync request and port request of a connection that is still open has its answer, or was
   * cancelled.
   */
  readonly answered: Invariant;
  /** For `atRest`: neither main nor a renderer waits for the end of a call or stream. */
  readonly nothingOpen: Invariant;
  /**
   * For `atRest`: main has passed on each `sendTo` and `sendToHost` to a renderer that was there and is there still. A
   * policy and a full queue lose such messages: use `drops` then.
   */
  readonly delivered: Invariant;
  /**
   * For `always`: main and renderers drop messages for these reasons only.
   *
   * @param expected reasons of `inspect$` and of `renderer.drops$`
   * @example
   * explore(({ always, invariants }) => always(invariants.drops('stale-epoch', 'disconnected')));
   */
  drops(...expected: string[]): Invariant;
  /**
   * For `atRest`: all ends see the same.
   *
   * @param views functions that return data, one for each end
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for fewer than two
   * @example
   * explore(({ main, renderer, atRest, invariants }) => {
   *   const todos: { main: string[]; window: string[] } = { main: [], window: [] };
   *   main.channel<string>('todo').subscribe((todo) => todos.main.push(todo));
   *   renderer.channel<string>('todo').subscribe((todo) => todos.window.push(todo));
   *   atRest(invariants.converged(() => todos.main, () => todos.window));
   * });
   */
  converged(...views: (() => unknown)[]): Invariant;
}
