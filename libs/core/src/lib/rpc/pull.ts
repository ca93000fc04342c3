import type { Subscriber, TeardownLogic } from 'rxjs';
import type { DemandGate } from './demand-gate.js';

/** Asks an AsyncIterable for an item when there is demand for one. An error that it throws fails the stream. */
export function pull(
  iterable: AsyncIterable<unknown>,
  gate: DemandGate,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  const iterator = iterable[Symbol.asyncIterator]();
  let pulling = false;
  let over = false;
  const fail = (error: unknown) => {
    over = true;
    subscriber.error(error);
  };
  const take = (result: IteratorResult<unknown, unknown>) => {
    pulling = false;
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
    if (pulling || over || !gate.mayPull()) return;
    pulling = true;
    try {
      // A hand-written iterator may return the plain result, or a promise of another library.
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
    // A generator that waits gets this call when its wait is over. The signal of the context aborts at once.
    returnIterator(iterator);
  };
}

/** The same for an Iterable. It returns its items within the call. */
export function pullNow(
  iterable: Iterable<unknown>,
  gate: DemandGate,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  const iterator = iterable[Symbol.iterator]();
  let pulling = false;
  let over = false;
  let isLeft = false;
  const ask = () => {
    if (pulling) return;
    pulling = true;
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
    pulling = false;
    if (isLeft) returnIterator(iterator);
  };
  gate.onOpen = ask;
  ask();
  return () => {
    if (over) return;
    over = true;
    // A generator that has ended its own stream cannot be closed while it still runs.
    if (pulling) isLeft = true;
    else returnIterator(iterator);
  };
}

/** Closes an iterator after its stream has ended. Errors are dropped, because the consumer has ended as well. */
export function returnIterator(iterator: { return?(): unknown }): void {
  try {
    Promise.resolve(iterator.return?.()).then(undefined, () => undefined);
  } catch {
    // As above.
  }
}
