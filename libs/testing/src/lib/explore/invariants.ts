import type { Main } from '@culvert/core';
import type { Invariant } from './invariant.js';
import type { WireRules } from './wire-rules.js';

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
   * For `atRest`: all ends see the same.
   *
   * @param views functions that return plain data, one for each end
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

export function invariantsOf(main: Main, rules: WireRules): Invariants {
  return {
    answered: function answered() {
      return listed('without an answer', rules.unanswered());
    },
    nothingOpen: function nothingOpen() {
      return listed('still open', [...new Set([...rules.unanswered(), ...openAt(main)])]);
    },
    converged: (...views) =>
      function converged() {
        const [first, ...others] = views.map((view) => JSON.stringify(view()));
        const other = others.find((text) => text !== first);
        return other === undefined ? undefined : `one end has ${first}, another one has ${other}`;
      },
  };
}

function listed(what: string, channels: readonly string[]): string | undefined {
  return channels.length === 0 ? undefined : `${what}: ${channels.join(', ')}`;
}

/** The calls and streams that main's router knows, at each of their ends. */
function openAt({ state$ }: Main): string[] {
  const open: string[] = [];
  state$
    .subscribe(({ endpoints }) => {
      for (const { id, pending, serving } of Object.values(endpoints))
        for (const { channel, seq } of [...pending, ...serving]) open.push(`'${channel}' (${seq}) of ${id}`);
    })
    .unsubscribe();
  return open;
}
