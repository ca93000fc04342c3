import type { Inspection } from '@culvert/core';
import { routerStateOf } from '@culvert/core/internal';
import { checkCount, invalidArgument } from '@culvert/protocol';
import { reduce, type RouterState } from '@culvert/router';
import { isObservable, type Observable, type Subscription } from 'rxjs';
import { channelOf } from './channel-of.js';
import { checkNames } from './check-names.js';
import { toChromeTrace } from './chrome-trace.js';
import { CULVERT_VERSION } from './culvert-version.js';
import { itemToLine, lineToItem } from './item-json.js';
import { joinLines } from './json-lines.js';
import type { RecordedHead, Recording } from './recording.js';

/** The size of a recording. The oldest items leave first. */
export interface RecordLimit {
  /** The number of items. Default: 100,000. */
  readonly items?: number | undefined;
  /** The size of all items as JSON lines, in bytes: one for each UTF-16 unit. Default: 33,554,432. */
  readonly bytes?: number | undefined;
}

/** Options of {@link record}. */
export interface RecordOptions {
  /** How much it keeps. */
  readonly limit?: RecordLimit | undefined;
  /**
   * Leaves out the content of bodies, and the values of headers: of all messages (`true`, the default), of none
   * (`false`), or of those for which the function returns true. The router reads neither, so a replay stays exact. A
   * message for which the function throws is left out.
   *
   * Names of channels, origins, identities and the texts of main's own errors stay in every recording.
   */
  readonly redact?: boolean | ((message: RecordedHead) => boolean) | undefined;
}

const DEFAULT_ITEMS = 100_000;
const DEFAULT_BYTES = 32 * 1024 * 1024;
const OPTIONS: readonly string[] = ['limit', 'redact'];
const LIMITS: readonly string[] = ['items', 'bytes'];

/**
 * Records what main does, from now on: each event of its router with the effects, and each drop with its reason. The
 * recording is bounded, so an app may always record, and attach the last minutes to a bug report. Content of messages is
 * left out by default.
 *
 * @param inspect$ `main.inspect$`
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for any other Observable, and for an unknown or invalid option
 * @example
 * const recording = record(main.inspect$, { limit: { items: 10_000 }, redact: ({ channel }) => channel !== 'clock' });
 * // later, when the user reports a problem
 * writeFileSync('report.jsonl', recording.toJSONLines());
 */
export function record(inspect$: Observable<Inspection>, options: RecordOptions = {}): Recording {
  checkNames('record: options', options, OPTIONS);
  const { limit = {}, redact = true } = options;
  checkNames('record: limit', limit, LIMITS);
  if (typeof redact !== 'boolean' && typeof redact !== 'function')
    throw invalidArgument('record: redact must be true, false or a function.');
  const initial = isObservable(inspect$) ? routerStateOf(inspect$) : undefined;
  if (initial === undefined)
    throw invalidArgument(
      'record needs main.inspect$ itself. An operator would remove events from the replay.',
    );
  const maxItems = checkCount('limit.items', limit.items ?? DEFAULT_ITEMS, 1);
  const maxBytes = checkCount('limit.bytes', limit.bytes ?? DEFAULT_BYTES, 1);
  return new Recorder(inspect$, initial, { maxItems, maxBytes, redact });
}

interface Settings {
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly redact: boolean | ((message: RecordedHead) => boolean);
}

/** An item that the recording keeps. */
interface Kept {
  readonly line: string;
  /** False for most messages: the router's state after the event is the one before it. */
  readonly changesState: boolean;
}

/** Keeps each item as its line of JSON. A listener that changes a buffer later does not change the recording. */
class Recorder implements Recording {
  readonly version = CULVERT_VERSION;
  initial: RouterState;
  final: RouterState;
  removed = 0;
  private readonly settings: Settings;
  private readonly subscription: Subscription;
  private kept: (Kept | undefined)[] = [];
  /** The index of the oldest item. The array shrinks only now and then. */
  private first = 0;
  private bytes = 0;

  constructor(inspect$: Observable<Inspection>, initial: RouterState, settings: Settings) {
    this.settings = settings;
    this.initial = initial;
    this.final = initial;
    this.subscription = inspect$.subscribe((item) => this.add(item));
  }

  get items(): readonly Inspection[] {
    return this.lines().map(lineToItem);
  }

  stop(): void {
    this.subscription.unsubscribe();
  }

  toJSONLines(): string {
    return joinLines(this, this.lines());
  }

  toChromeTrace(): string {
    return toChromeTrace(this);
  }

  private add(item: Inspection): void {
    const line = itemToLine(item, this.keeps(item));
    const before = this.final;
    this.final = stateAfter(before, item);
    this.kept.push({ line, changesState: this.final !== before });
    this.bytes += line.length;
    const { maxItems, maxBytes } = this.settings;
    while (this.kept.length - this.first > maxItems || this.bytes > maxBytes) this.removeOldest();
  }

  /** The router is pure. So the state after the removed events is exact. */
  private removeOldest(): void {
    const { line, changesState } = this.kept[this.first]!;
    this.kept[this.first++] = undefined;
    this.bytes -= line.length;
    this.removed++;
    if (changesState) this.initial = stateAfter(this.initial, lineToItem(line));
    if (this.first < 1024 || this.first * 2 < this.kept.length) return;
    this.kept = this.kept.slice(this.first);
    this.first = 0;
  }

  private lines(): readonly string[] {
    return this.kept.slice(this.first).map((item) => item!.line);
  }

  private keeps(item: Inspection): boolean {
    const { redact } = this.settings;
    if (typeof redact === 'boolean' || item.kind !== 'event') return redact === false;
    const head = channelOf(this.final, item.event);
    // The frames of a guest contain its messages. Each of these is an event of its own.
    if (head === undefined || head.kind === 'guestFrame') return false;
    try {
      return redact(head) === false;
    } catch {
      return false;
    }
  }
}

function stateAfter(state: RouterState, item: Inspection): RouterState {
  return item.kind === 'event' ? reduce(state, item.event)[0] : state;
}
