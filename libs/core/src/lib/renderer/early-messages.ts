import { MAIN_ID, bodyBytes, type Body, type Limits } from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import { ownBody } from '../runtime/own-body.js';
import { closePorts } from '../transport/message-port.js';
import type { RendererDropReason } from './renderer-drops.js';
import { attempt } from '../runtime/attempt.js';
import { scheduleInBackground } from '../runtime/schedule-after.js';
import { turnScheduler } from '../runtime/turn-scheduler.js';

/** A page that has listened to so many channels has loaded. The names of further channels are not remembered. */
const MAX_HEARD = 1024;

export interface EarlyMessagesHost {
  readonly scheduler: SchedulerLike;
  readonly limits: Limits;
  /** True if a message on this channel would reach a listener now. */
  hasListener(channel: string): boolean;
  deliver(channel: string, senderId: number, body: Body): void;
  dropped(reason: RendererDropReason, channel: string): void;
  /** From now on, no message is kept. */
  keptNoMore(): void;
}

interface Kept {
  readonly channel: string;
  readonly senderId: number;
  readonly body: Body;
  readonly bytes: number;
}

/**
 * Keeps messages on channels that have no listener yet, for example while a page loads its other modules. They are
 * delivered at the end of the turn in which the first listener is attached. They keep their order, and come before
 * later messages.
 */
export class EarlyMessages {
  private readonly host: EarlyMessagesHost;
  /** Channels that have a listener, or had one. */
  private readonly heard = new Set<string>();
  /** Channels of these with messages to deliver at the end of the turn. */
  private readonly due = new Set<string>();
  /** Channels with messages in delivery, and whether the first message has been delivered. */
  private readonly opening = new Map<string, boolean>();
  private readonly kept: Kept[] = [];
  /** The number of kept messages of each channel. */
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
    // The injected clock decides when the time is over. No timer waits on it, because a virtual clock would leap to
    // that time.
    this.janitor = scheduleInBackground(turnScheduler, limits.keptMs + 1, () => this.isOver());
  }

  /** @returns true if the message was kept or dropped here */
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
      // A message with a listener must not get lost, and must not overtake earlier messages that wait for it.
      this.flush();
      return false;
    }
    closePorts(body);
    this.host.dropped('queue-full', channel);
    return true;
  }

  /** The app has attached a first listener to this channel. */
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

  /** Delivers all messages at the end of the turn, and keeps none from then on. */
  start(): void {
    if (this.ended || this.starting) return;
    this.starting = true;
    this.flushAtTurnEnd();
  }

  /** Drops the messages that are still kept. */
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
      // A listener that was attached in time gets its messages, even if the turn has not ended yet.
      if (this.isScheduled) this.flush();
      this.end('expired');
    }
    return this.ended;
  }

  /** Renderers other than main share half of the room, so that they cannot fill it before main's messages. */
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

  /** A scheduler may run this task before `schedule` returns, as `queueScheduler` does. */
  private flushAtTurnEnd(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.turn = this.host.scheduler.schedule(() => this.flush());
  }

  /**
   * A listener may call this while it runs. The inner call then delivers everything, and the outer call finds nothing
   * left.
   */
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
      if (opening.get(channel) === false && !this.starting && !this.host.hasListener(channel)) {
        // All listeners left within the turn, as those of a view that is mounted twice do. So the channel had no
        // listener yet.
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
