import type { Subscriber, TeardownLogic } from 'rxjs';
import type { DemandGate } from './demand-gate.js';

/** Asks an AsyncIterable for an item when there is demand for one. Whatever of it throws fails the stream. */
export function pull(
  iterable: AsyncIterable<unknown>,
  gate: DemandGate,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  const iterator = iterable[Symbol.asyncIterator]();
  let asking = false;
  let over = false;
  const fail = (error: unknown) => {
    over = true;
    subscriber.error(error);
  };
  const take = (result: IteratorResult<unknown, unknown>) => {
    asking = false;
    if (over) return;
    try {
      if (result.done === true) {
        over = true;
        subscriber.complete();
        return;
      }
      subscriber.next(result.value);
    } catch (error) {
      fail(error);
    }
    ask();
  };
  const ask = () => {
    if (asking || over || !gate.mayPull()) return;
    asking = true;
    try {
      // An iterator by hand may give the result itself, or a promise of another make.
      Promise.resolve(iterator.next()).then(take, fail);
    } catch (error) {
      fail(error);
    }
  };
  gate.onOpen = ask;
  ask();
  return () => {
    if (over) return;
    over = true;
    // A generator that waits hears of it when its wait is over; the context's signal says it at once.
    returnIterator(iterator);
  };
}

/** The same of an Iterable, whose items come within the call. */
export function pullNow(
  iterable: Iterable<unknown>,
  gate: DemandGate,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  const iterator = iterable[Symbol.iterator]();
  let asking = false;
  let over = false;
  let isLeft = false;
  const ask = () => {
    if (asking) return;
    asking = true;
    try {
      while (!over && !subscriber.closed && gate.mayPull()) {
        const { done, value } = iterator.next() as IteratorResult<unknown, unknown>;
        over ||= done === true;
        if (over) subscriber.complete();
        else subscriber.next(value);
      }
    } catch (error) {
      over = true;
      subscriber.error(error);
    }
    asking = false;
    if (isLeft) returnIterator(iterator);
  };
  gate.onOpen = ask;
  ask();
  return () => {
    if (over) return;
    over = true;
    // A generator that has ended its own stream cannot be closed while it runs.
    if (asking) isLeft = true;
    else returnIterator(iterator);
  };
}

/** The stream has ended, and its consumer with it: there is nobody left who could be told of what this throws. */
export function returnIterator(iterator: { return?(): unknown }): void {
  try {
    Promise.resolve(iterator.return?.()).then(undefined, () => undefined);
  } catch {
    // As above.
  }
}
