import { MAIN_ID, bodyBytes, type Body, type Limits } from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import { ownBody } from '../runtime/own-body.js';
import { closePorts } from '../transport/message-port.js';
import type { RendererDropReason } from './renderer-drops.js';
import { attempt } from '../runtime/attempt.js';
import { scheduleInBackground } from '../runtime/schedule-after.js';
import { turnScheduler } from '../runtime/turn-scheduler.js';

/** A page that has listened to so many channels is up: the names of more are not remembered. */
const MAX_HEARD = 1024;

export interface EarlyMessagesHost {
  readonly scheduler: SchedulerLike;
  readonly limits: Limits;
  /** Whether a message on this channel would reach somebody now. */
  hears(channel: string): boolean;
  deliver(channel: string, senderId: number, body: Body): void;
  dropped(reason: RendererDropReason, channel: string): void;
  /** Nothing is kept any more, from now on. */
  keptNoMore(): void;
}

interface Kept {
  readonly channel: string;
  readonly senderId: number;
  readonly body: Body;
  readonly bytes: number;
}

/**
 * What arrives for channels to which nobody has listened yet, as while a page loads the rest of itself. It is kept until
 * the end of the turn in which the first listener is there, and then delivered in its order, before what comes later.
 */
export class EarlyMessages {
  private readonly host: EarlyMessagesHost;
  /** Channels that have, or had, a listener. */
  private readonly heard = new Set<string>();
  /** Those of them that wait for the end of the turn. */
  private readonly due = new Set<string>();
  /** Those that are being delivered, and whether the first message is on its way. */
  private readonly opening = new Map<string, boolean>();
  private readonly kept: Kept[] = [];
  /** How many are kept of each channel. */
  private readonly lengths = new Map<string, number>();
  private readonly fromMain = { count: 0, bytes: 0 };
  private readonly fromOthers = { count: 0, bytes: 0 };
  private turn: Subscription | undefined;
  private isScheduled = false;
  private janitor: Subscription | undefined;
  private deadline = Infinity;
  private starting = false;
  private ended = false;

  constructor(host: EarlyMessagesHost) {
    this.host = host;
  }

  /** The handshake is over: the time for listeners begins. */
  ready(): void {
    const { scheduler, limits } = this.host;
    this.deadline = scheduler.now() + limits.keptMs;
    this.janitor?.unsubscribe();
    // The injected clock says when it is time. It is not made to wait for that: a virtual one would leap there.
    this.janitor = scheduleInBackground(turnScheduler, limits.keptMs + 1, () => this.isOver());
  }

  /** @returns whether this has taken it: kept, or dropped */
  take(channel: string, senderId: number, body: Body): boolean {
    const hasListener = this.heard.has(channel) || this.starting;
    if (hasListener && !this.lengths.has(channel)) return false;
    if (!hasListener && this.isOver()) return false;
    const bytes = bodyBytes(body);
    if (this.hasRoom(senderId, bytes)) {
      const copy = hasListener ? body : ownBody(body);
      this.kept.push({ channel, senderId, body: copy, bytes });
      this.count({ channel, senderId, bytes }, 1);
      return true;
    }
    if (hasListener) {
      // Nothing is lost that has a listener, and nothing overtakes what waits for it.
      this.flush();
      return false;
    }
    closePorts(body);
    this.host.dropped('queue-full', channel);
    return true;
  }

  /** Somebody has begun to listen to this channel. */
  listen(channel: string): void {
    if (this.heard.has(channel) || this.isOver()) return;
    if (this.heard.size >= MAX_HEARD) {
      this.start();
      return;
    }
    this.heard.add(channel);
    if (!this.lengths.has(channel)) return;
    this.due.add(channel);
    this.flushAtTurnEnd();
  }

  /** Delivers all at the end of the turn, and keeps nothing from then on. */
  start(): void {
    if (this.ended || this.starting) return;
    this.starting = true;
    this.flushAtTurnEnd();
  }

  /** What is still kept goes nowhere. */
  end(reason: RendererDropReason): void {
    if (this.ended) return;
    this.ended = true;
    this.turn?.unsubscribe();
    this.janitor?.unsubscribe();
    this.host.keptNoMore();
    for (const { channel, body } of this.kept.splice(0)) {
      attempt(() => closePorts(body));
      this.host.dropped(reason, channel);
    }
  }

  private isOver(): boolean {
    if (!this.ended && this.host.scheduler.now() > this.deadline) {
      // Who has listened in time gets it, even where the turn has not ended yet.
      if (this.isScheduled) this.flush();
      this.end('expired');
    }
    return this.ended;
  }

  /** Others than main have half of it together: they cannot take the place of what main sends. */
  private hasRoom(senderId: number, bytes: number): boolean {
    const { fromMain, fromOthers } = this;
    const { keptMessages, keptBytes } = this.host.limits;
    const isRoomOf = (counted: { count: number; bytes: number }, share: number) =>
      counted.count + 1 <= keptMessages * share && counted.bytes + bytes <= keptBytes * share;
    const all = { count: fromMain.count + fromOthers.count, bytes: fromMain.bytes + fromOthers.bytes };
    return isRoomOf(all, 1) && (senderId === MAIN_ID || isRoomOf(fromOthers, 0.5));
  }

  private count({ channel, senderId, bytes }: Omit<Kept, 'body'>, by: 1 | -1): void {
    const side = senderId === MAIN_ID ? this.fromMain : this.fromOthers;
    side.count += by;
    side.bytes += by * bytes;
    const length = (this.lengths.get(channel) ?? 0) + by;
    if (length === 0) this.lengths.delete(channel);
    else this.lengths.set(channel, length);
  }

  /** A scheduler may run this before it returns, as `queueScheduler` does. */
  private flushAtTurnEnd(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.turn = this.host.scheduler.schedule(() => this.flush());
  }

  /** May be called while it runs, by what a listener brings about: then nothing is left to do for the one outside. */
  private flush(): void {
    this.turn?.unsubscribe();
    this.isScheduled = false;
    const { kept, due, opening } = this;
    for (const channel of due) opening.set(channel, false);
    due.clear();
    for (;;) {
      const index = this.starting ? 0 : kept.findIndex(({ channel }) => opening.has(channel));
      const item = kept[index];
      if (item === undefined) break;
      const { channel, senderId, body } = item;
      if (opening.get(channel) === false && !this.starting && !this.host.hears(channel)) {
        // They have left within the turn, as a view does that is mounted twice: there was no listener yet.
        opening.delete(channel);
        this.heard.delete(channel);
        continue;
      }
      opening.set(channel, true);
      kept.splice(index, 1);
      this.count(item, -1);
      attempt(() => this.host.deliver(channel, senderId, body));
    }
    opening.clear();
    if (this.starting) this.end('unheard');
  }
}
