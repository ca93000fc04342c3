import { CulvertError, type Overflow } from '@culvert/protocol';
import { Observable, type Subscriber, type Subscription } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import { emitWithin, type Claim, type Claimable, type Scope } from '../rpc/credit.js';
import { Fifo } from '../runtime/fifo.js';
import type { Serving } from '../rpc/exposed-handler.js';
import type { DemandGate } from '../rpc/demand-gate.js';
import { RemoteStream, remoteSourceOf } from '../rpc/remote-stream.js';
import { subscribeLinked } from '../rpc/subscribe-linked.js';
import { isThenable } from '../runtime/is-thenable.js';

/** Returns the value that its schema makes of it, or a promise of that. Throws if the schema refuses the value. */
export type Check = (value: unknown) => unknown;

/** Checks the items of an input. A claim of a checked item also holds the original item. */
export function checkedInput(
  input$: Observable<unknown>,
  check: Check,
  { gate, fromPeer }: Serving,
): Observable<unknown> {
  const source = remoteSourceOf(input$);
  return new RemoteStream<unknown>((subscriber, stream) => {
    const checks = new OrderedChecks(subscriber, check, {
      from: source,
      to: stream,
      room: () => gate.bufferSize,
      overflow: 'buffer',
      tooFast: (reason) => subscriber.error(new CulvertError('ERR_CULVERT_OVERFLOW', reason)),
      fail: (error) => subscriber.error(fromPeer(error)),
      onIdle: () => undefined,
    });
    const subscription = checks.run(input$);
    // When its consumer has left, the input ends in silence. So does this stream.
    subscription.add(() => {
      stream.unreportedError ??= source?.unreportedError;
      checks.finish(() => subscriber.unsubscribe());
    });
    return subscription;
  });
}

/** Checks the items of an output. A source that can be paused is paused during each check. */
export function checkedOutput(
  createItems: (gate: DemandGate) => Observable<unknown>,
  check: Check,
  { gate, abort }: Serving,
): Observable<unknown> {
  return new Observable((subscriber) => {
    const source = new CheckGate(gate);
    const { overflow, bufferSize } = gate;
    const checks = new OrderedChecks(subscriber, check, {
      from: source,
      to: gate,
      room: () => (overflow === 'buffer' ? bufferSize : Math.max(1, gate.room)),
      overflow,
      tooFast: (reason) => gate.overflowed(reason),
      fail: (error) => {
        abort(error);
        subscriber.error(error);
      },
      onIdle: () => gate.isOpen && gate.onOpen?.(),
    });
    source.checks = checks;
    return checks.run(createItems(source));
  });
}

/** The demand gate for a source with checked items. It is closed during a check. */
class CheckGate implements DemandGate {
  delivering: Claimable | undefined;
  checks: OrderedChecks | undefined;
  private readonly gate: DemandGate;

  constructor(gate: DemandGate) {
    this.gate = gate;
  }

  get isOpen(): boolean {
    return this.checks?.waits !== true && this.gate.isOpen;
  }

  mayPull(): boolean {
    return this.checks?.waits !== true && this.gate.mayPull();
  }

  get room(): number {
    return this.gate.room;
  }

  get overflow(): Overflow {
    return this.gate.overflow;
  }

  get bufferSize(): number {
    return this.gate.bufferSize;
  }

  get onOpen(): (() => void) | undefined {
    return this.gate.onOpen;
  }

  set onOpen(onOpen: (() => void) | undefined) {
    this.gate.onOpen = onOpen;
  }

  letGo(): void {
    this.checks?.letGo();
    this.gate.letGo();
  }

  overflowed(reason: string): void {
    this.gate.overflowed(reason);
  }
}

interface CheckSettings {
  /** Holds the item that arrives now. */
  readonly from: Scope | undefined;
  /** Holds the item that is passed on now. */
  readonly to: Scope;
  /** The number of waiting items of a source that cannot be paused, at most. */
  readonly room: () => number;
  /** The policy for further items. */
  readonly overflow: Overflow;
  readonly tooFast: (reason: string) => void;
  /** Called when the schema refuses an item. */
  readonly fail: (error: unknown) => void;
  /** Called when all items have been passed on. */
  readonly onIdle: () => void;
}

interface WaitingItem {
  readonly value: unknown;
  claim: Claim | undefined;
}

/**
 * Runs one check after the other, so that items stay in order. An item with a synchronous check is passed on within the
 * call. During an asynchronous check, its item and all items after it are held.
 */
class OrderedChecks {
  private readonly subscriber: Subscriber<unknown>;
  private readonly check: Check;
  private readonly settings: CheckSettings;
  private readonly queue = new Fifo<WaitingItem>();
  private busy = false;
  private checking: WaitingItem | undefined;
  private end: (() => void) | undefined;

  constructor(subscriber: Subscriber<unknown>, check: Check, settings: CheckSettings) {
    this.subscriber = subscriber;
    this.check = check;
    this.settings = settings;
    subscriber.add(() => this.letGo());
  }

  /** `true` while an item has not been passed on. */
  get waits(): boolean {
    return this.busy;
  }

  run(source$: Observable<unknown>): Subscription {
    const { subscriber } = this;
    const ends = {
      error: (error: unknown) => this.finish(() => subscriber.error(error)),
      complete: () => this.finish(() => subscriber.complete()),
    };
    return subscribeLinked(
      source$,
      subscriber,
      (value) => (this.busy ? this.keep(value) : this.take(value)),
      ends,
    );
  }

  /** Ends after the waiting items. */
  finish(end: () => void): void {
    if (this.busy) this.end ??= end;
    else end();
  }

  letGo(): void {
    this.checking?.claim?.release();
    for (const waiting of this.queue) {
      waiting.claim?.release();
      waiting.claim = undefined;
    }
  }

  private take(value: unknown): void {
    const { from, to } = this.settings;
    let checked: unknown;
    try {
      checked = this.check(value);
    } catch (error) {
      this.settings.fail(error);
      return;
    }
    if (isThenable(checked)) this.await(checked, { value, claim: from?.delivering?.claim() });
    else emitWithin(to, from?.delivering, this.subscriber, checked);
  }

  private keep(value: unknown): void {
    const { from, room, overflow, tooFast } = this.settings;
    const claim = from?.delivering?.claim();
    if (claim === undefined && this.queue.length >= room()) {
      if (overflow === 'drop') return;
      if (overflow !== 'latest') {
        tooFast(`${this.queue.length} items wait for the check of one before them.`);
        return;
      }
      this.queue.shift();
    }
    this.queue.push({ value, claim });
  }

  private await(checked: PromiseLike<unknown>, item: WaitingItem): void {
    this.busy = true;
    this.checking = item;
    Promise.resolve(checked).then(
      (value) => attempt(() => this.goOn(value, item)),
      (error: unknown) => attempt(() => this.settings.fail(error)),
    );
  }

  private goOn(checked: unknown, item: WaitingItem): void {
    const { subscriber, settings, queue } = this;
    if (subscriber.closed) return;
    this.checking = undefined;
    emitWithin(settings.to, item.claim, subscriber, checked);
    item.claim?.release();
    this.busy = false;
    while (!this.busy && !subscriber.closed) {
      const next = queue.shift();
      if (next === undefined) break;
      this.takeWaiting(next);
    }
    if (this.busy || subscriber.closed) return;
    if (this.end !== undefined) this.end();
    else settings.onIdle();
  }

  /** Checks a waiting item, and emits it as that item, although the source delivered it earlier. */
  private takeWaiting(item: WaitingItem): void {
    const { to } = this.settings;
    let checked: unknown;
    try {
      checked = this.check(item.value);
    } catch (error) {
      item.claim?.release();
      this.settings.fail(error);
      return;
    }
    if (isThenable(checked)) {
      this.await(checked, item);
      return;
    }
    emitWithin(to, item.claim, this.subscriber, checked);
    item.claim?.release();
  }
}
