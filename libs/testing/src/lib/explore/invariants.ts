import type { Main } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { checkFunction } from '../options.js';
import { equals } from '../virtual/match.js';
import { showValue } from '../virtual/show-value.js';
import type { Invariants } from './invariant.js';
import type { ExploredDocument } from './renderer-slot.js';
import type { WireRules } from './wire-rules.js';

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
