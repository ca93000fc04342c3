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

/** The value as its schema has it, or a promise of that. Throws where the schema refuses it. */
export type Check = (value: unknown) => unknown;

/** The items of an input as its schema has them. What holds one of them holds the item that it was made of. */
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
    // Where the consumer has left, the input ends without a word: so does this.
    subscription.add(() => {
      stream.leftBy ??= source?.leftBy;
      checks.finish(() => subscriber.unsubscribe());
    });
    return subscription;
  });
}

/** The items of an output, of which a source that can be paused is paused while one of them is checked. */
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

/** The gate as the source of a stream sees it whose items are checked. */
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
  /** Where it stands which item comes, and which goes on. */
  readonly from: Scope | undefined;
  readonly to: Scope;
  /** How many items may wait that cannot be held where they come from, and what becomes of more. */
  readonly room: () => number;
  readonly overflow: Overflow;
  readonly tooFast: (reason: string) => void;
  /** An item is not as the schema has it. */
  readonly fail: (error: unknown) => void;
  /** No item waits here any more. */
  readonly onIdle: () => void;
}

interface WaitingItem {
  readonly value: unknown;
  claim: Claim | undefined;
}

/**
 * One check after the other, so that items stay in order. What is checked at once goes on within the call; while a
 * check is asynchronous, its item and those behind it are held.
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

  /** Whether an item is here that has not gone on. */
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

  /** Behind what waits. */
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

  /** Its own item is what it is emitted as, though it came long ago. */
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
