import { invalidArgument } from '@culvert/protocol';
import {
  Observable,
  from,
  isObservable,
  type ObservableInput,
  type Subscriber,
  type TeardownLogic,
} from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import { isThenable } from '../runtime/is-thenable.js';
import { LazyAbort } from '../runtime/abort-signal.js';
import { emitWithin } from './credit.js';
import type { DemandGate } from './demand-gate.js';
import { pull, pullNow, returnIterator } from './pull.js';
import { remoteSourceOf, type Relay, type RemoteStream } from './remote-stream.js';
import { subscribeLinked } from './subscribe-linked.js';
import { hasMethod, isInterop, isSubscribable, type SubscribableLike } from './stream-source.js';

/**
 * Turns a producer into an Observable. An iterable is asked for an item when the gate is open. A stream of another
 * process is slowed down by claims on its items. Any other Observable cannot be paused.
 */
export function fromSource(channel: string, source: unknown, gate: DemandGate): Observable<unknown> {
  return new Observable((subscriber) => run(channel, source, gate, subscriber));
}

function run(
  channel: string,
  source: unknown,
  gate: DemandGate,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  if (isObservable(source)) {
    const stream = remoteSourceOf(source);
    return stream === undefined ? source.subscribe(subscriber) : relay(source, stream, gate, subscriber);
  }
  if (hasMethod<AsyncIterable<unknown>>(source, Symbol.asyncIterator)) return pull(source, gate, subscriber);
  if (isThenable(source)) return awaitSource(channel, source, gate, subscriber);
  if (typeof source === 'object' && hasMethod<Iterable<unknown>>(source, Symbol.iterator)) {
    return pullNow(source, gate, subscriber);
  }
  if (isInterop(source)) return from(source as ObservableInput<unknown>).subscribe(subscriber);
  if (isSubscribable(source)) return subscribeTo(source, subscriber);
  subscriber.error(invalidArgument(`'${channel}': a stream is an Observable or an AsyncIterable.`));
}

function subscribeTo(source: SubscribableLike, subscriber: Subscriber<unknown>): TeardownLogic {
  const abort = new LazyAbort();
  // Added before the subscription, so that a source that emits within the call is aborted, too.
  subscriber.add(() => abort.abort());
  const subscription = source.subscribe(
    {
      next: (value: unknown) => subscriber.next(value),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    },
    { signal: abort.signal },
  );
  // Other libraries return a subscription, as RxJS does. The Observable of the platform returns nothing.
  return () => (subscription as { unsubscribe?(): void } | undefined)?.unsubscribe?.();
}

function relay(
  source$: Observable<unknown>,
  stream: RemoteStream<unknown>,
  gate: DemandGate,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  // Without operators this subscription has a producer of its own, so no other consumer waits for its items.
  if (source$ === stream) {
    subscribeLinked(source$, subscriber, (value) => emitWithin(gate, stream.delivering, subscriber, value));
    return;
  }
  const relay: Relay = { gate };
  subscriber.add(() => stream.endRelay(relay));
  const next = (value: unknown) => emitWithin(gate, stream.relayTo(relay), subscriber, value);
  stream.startRelay(relay, () => subscribeLinked(source$, subscriber, next));
}

function awaitSource(
  channel: string,
  source: PromiseLike<unknown>,
  gate: DemandGate,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  // Wrapped in a native promise: a promise of another library may call back twice, or throw.
  Promise.resolve(source).then(
    (settled) => {
      if (subscriber.closed) {
        // Closes the source, such as a file that was opened for a consumer that has left.
        if (hasMethod<AsyncIterable<unknown>>(settled, Symbol.asyncIterator)) {
          attempt(() => returnIterator(settled[Symbol.asyncIterator]()));
        }
        return;
      }
      try {
        subscriber.add(run(channel, settled, gate, subscriber));
      } catch (error) {
        subscriber.error(error);
      }
    },
    (error: unknown) => subscriber.error(error),
  );
}
