import type { Main, WebContents } from '@culvert/core';
import { openCallsOf, type HeldCalls } from '@culvert/core/internal';
import { MAIN_ID } from '@culvert/protocol';
import type { ExploredDocument } from './renderer-slot.js';

type RouterState = Parameters<Parameters<Main['state$']['subscribe']>[0] & object>[0];
type Endpoint = RouterState['endpoints'][number];

/** The parts of a run that {@link disagreement} compares. */
export interface Ends {
  readonly main: Main;
  readonly documents: readonly ExploredDocument[];
}

/**
 * At rest, main and each renderer hold the same calls and streams, by the same numbers. A connection that has ended
 * holds none, at neither end. So nothing is forgotten at one end, and nothing stays in memory at the other.
 *
 * @returns what one end has, and the other one has not
 */
export function disagreement({ main, documents }: Ends): string | undefined {
  const state = stateOf(main);
  for (const { name, slot, connection, renderer, process } of documents) {
    const isGone = connection.isOver && slot.document.renderer === renderer;
    if (isGone && state.endpoints[renderer.id] !== undefined) return `main still has ${name}, which is gone`;
    if (process.hasEnded) continue;
    const endpoint = connection.isOver ? undefined : state.endpoints[renderer.id];
    const isForgotten = endpoint === undefined && !connection.isOver;
    const fault = isForgotten ? `main has forgotten ${name}` : differs(name, openCallsOf(renderer), endpoint);
    if (fault !== undefined) return fault;
  }
  const any = documents.find(({ slot }) => slot.webContents !== undefined)?.slot.webContents;
  return linkFault(state) ?? (any && mainDiffers(state, any));
}

function stateOf({ state$ }: Main): RouterState {
  let present!: RouterState;
  state$.subscribe((state) => (present = state)).unsubscribe();
  return present;
}

/** A renderer and main's endpoint of it. */
function differs(name: string, held: HeldCalls, endpoint: Endpoint | undefined): string | undefined {
  const [pending, serving] = [endpoint?.pending ?? [], endpoint?.serving ?? []];
  return (
    difference(`${name} has opened`, held.opened, 'main knows', seqsOf(pending)) ??
    difference(`${name} serves`, held.served, 'main knows', seqsOf(serving)) ??
    waitingFault(name, held)
  );
}

/** The table of main and its router. Handlers of `invoke` are not in the table. */
function mainDiffers(state: RouterState, any: WebContents): string | undefined {
  const held = openCallsOf(any);
  const endpoints = Object.values(state.endpoints);
  const opened = endpoints.flatMap(({ serving }) => serving.filter(({ of }) => of.address.id === MAIN_ID));
  const served = new Set(
    endpoints.flatMap(({ id, epoch, pending }) =>
      pending.filter(({ by }) => by === undefined).map(({ seq }) => `${id}.${epoch}.${seq}`),
    ),
  );
  const surplus = held.served.filter((key) => !served.has(String(key).replaceAll(/\D+/g, '.')));
  if (surplus.length > 0) return `main serves ${surplus.join()}, which nothing has open`;
  return (
    difference(
      'main has opened',
      held.opened,
      'its router knows',
      opened.map(({ of }) => of.seq),
    ) ?? waitingFault('main', held)
  );
}

/** Both ends of a call between two renderers are in the state, or none. */
function linkFault({ endpoints }: RouterState): string | undefined {
  for (const endpoint of Object.values(endpoints)) {
    const { id, pending, serving, pendingBelow = 0 } = endpoint;
    const below = Object.values(endpoints)
      .filter(({ carrier }) => carrier?.id === id && carrier.epoch === endpoint.epoch)
      .reduce((sum, guest) => sum + guest.pending.length, 0);
    if (below !== pendingBelow)
      return `main counts ${pendingBelow} calls of the guests of ${id}, and has ${below}`;
    for (const { channel, seq, by } of pending)
      if (by !== undefined && !endpoints[by.address.id]?.serving.some((other) => other.seq === by.seq))
        return `main has '${channel}' (${seq}) of ${id} open, which no renderer serves`;
    for (const { channel, seq, of } of serving) {
      const { address } = of;
      if (address.id === MAIN_ID) continue;
      if (!endpoints[address.id]?.pending.some((other) => other.seq === of.seq))
        return `main has '${channel}' (${seq}) of ${id} served, which no renderer has open`;
    }
  }
  return undefined;
}

function waitingFault(name: string, { opened, served, waiting }: HeldCalls): string | undefined {
  const isIdle = opened.length === 0 && served.length === 0;
  return isIdle && waiting.length > 0 ? `${name} holds items of streams that have ended` : undefined;
}

function difference(
  one: string,
  its: readonly unknown[],
  other: string,
  theirs: readonly unknown[],
): string | undefined {
  const [left, right] = [its, theirs].map((list) =>
    [...list]
      .map(Number)
      .sort((a, b) => a - b)
      .join(),
  );
  return left === right ? undefined : `${one} ${left || 'nothing'}, ${other} ${right || 'nothing'}`;
}

function seqsOf(list: readonly { readonly seq: number }[]): number[] {
  return list.map(({ seq }) => seq);
}
