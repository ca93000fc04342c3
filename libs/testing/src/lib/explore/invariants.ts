import type { Main } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { checkFunction } from '../options.js';
import { equals } from '../virtual/match.js';
import { showValue } from '../virtual/show-value.js';
import type { Invariant } from './invariant.js';
import type { ExploredDocument } from './renderer-slot.js';
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
   * For `atRest`: main has passed on each `sendTo` and `sendToHost` to a renderer that was there and is there still. A
   * policy and a full queue lose such messages: use `drops` then.
   */
  readonly delivered: Invariant;
  /**
   * For `always`: main and renderers drop messages for these reasons only.
   *
   * @param expected reasons of `inspect$` and of `renderer.drops$`
   * @example
   * always(invariants.drops('stale-epoch', 'disconnected'));
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

/** The run, as its invariants see it. */
export interface InvariantHost {
  readonly main: Main;
  /** Calls back for each document that there is, and for each later one. */
  eachDocument(found: (document: ExploredDocument) => void): void;
}

export function invariantsOf(host: InvariantHost, rules: WireRules): Invariants {
  const { main } = host;
  return {
    delivered: function delivered() {
      return listed('not delivered', rules.undelivered());
    },
    drops: (...expected) => {
      const others: string[] = [];
      const note = (who: string, { reason, channel, message }: NotedDrop) => {
        if (!expected.includes(reason))
          others.push(
            `${who}: ${message ?? 'message'}${channel === undefined ? '' : ` '${channel}'`}, ${reason}`,
          );
      };
      main.inspect$.subscribe((item) => item.kind === 'drop' && note('main', item));
      host.eachDocument(({ name, renderer }) => renderer.drops$.subscribe((drop) => note(name, drop)));
      return function drops() {
        return listed('dropped', others);
      };
    },
    answered: function answered() {
      return listed('without an answer', rules.unanswered());
    },
    nothingOpen: function nothingOpen() {
      return listed('still open', [...new Set([...rules.unanswered(), ...openAt(main)])]);
    },
    converged: (...views) => {
      if (views.length < 2) throw invalidArgument('converged needs a function for each end, two at least.');
      for (const view of views) checkFunction('converged', view);
      return function converged() {
        const [first, ...others] = views.map((view) => view());
        const different = others.filter((value) => !equals(value, first));
        if (different.length === 0) return undefined;
        return `one end has ${showValue(first)}, another one has ${showValue(different[0])}`;
      };
    },
  };
}

interface NotedDrop {
  readonly reason: string;
  readonly channel?: string | undefined;
  readonly message?: string | undefined;
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
