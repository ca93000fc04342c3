import type { CallInfo } from './call-of.js';
import { momentsOf, type Moment } from './moments.js';
import { processNames } from './process-names.js';
import { OpenCalls } from './open-calls.js';
import type { Recording } from './recording.js';

/**
 * One entry of Chrome's trace event format.
 *
 * @see https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
interface TraceEvent {
  readonly name: string;
  /** M: metadata, b and e: an asynchronous slice, X: a slice of one thread, i: an instant, C: a counter. */
  readonly ph: 'M' | 'b' | 'e' | 'X' | 'i' | 'C';
  /** The time in µs after the first item. */
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  /** Joins the start and the end of a slice, or the values of a counter. */
  readonly id?: string;
  readonly dur?: number;
  /** An instant belongs to its thread or to its process. */
  readonly s?: 't' | 'p';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The rows of each process. */
const THREADS = { calls: 1, messages: 2, 'sync requests': 3, connection: 4, drops: 5 } as const;

/** @returns the text of a file that Perfetto opens */
export function toChromeTrace(recording: Recording): string {
  return JSON.stringify({
    traceEvents: traceEventsOf(recording),
    displayTimeUnit: 'ms',
    otherData: { culvert: recording.version, codec: recording.initial.codec, removed: recording.removed },
  });
}

function traceEventsOf(recording: Recording): readonly TraceEvent[] {
  const tracer = new Tracer(recording);
  for (const moment of momentsOf(recording)) tracer.add(moment);
  return [...metadata(processNames(recording)), ...tracer.end()];
}

/** Perfetto takes a process 0 for the idle one, so ids of processes are one greater than webContents ids. */
function pidOf(process: number): number {
  return process + 1;
}

function metadata(names: ReadonlyMap<number, string>): readonly TraceEvent[] {
  return [...names].flatMap(([id, name]) => {
    const common = { ph: 'M', ts: 0, pid: pidOf(id) } as const;
    return [
      { ...common, name: 'process_name', tid: 0, args: { name } },
      { ...common, name: 'process_sort_index', tid: 0, args: { sort_index: id } },
      ...Object.entries(THREADS).map(([thread, tid]) => ({
        ...common,
        name: 'thread_name',
        tid,
        args: { name: thread },
      })),
    ];
  });
}

interface Slice {
  readonly call: CallInfo;
  readonly ts: number;
  /** Items that the producer of a stream may still send. */
  credit: number;
}

class Tracer {
  private readonly start: number;
  private readonly end_: number;
  private readonly events: TraceEvent[] = [];
  private readonly slices = new Map<string, Slice>();
  private now = 0;

  constructor({ items, initial }: Recording) {
    this.start = items[0]?.at ?? 0;
    this.end_ = items.at(-1)?.at ?? 0;
    for (const call of new OpenCalls(initial).all()) this.open(call, 0);
  }

  add(moment: Moment): void {
    const { kind, process, text, call, amount = 0, channel } = moment;
    this.now = Math.round((moment.at - this.start) * 1000);
    switch (kind) {
      case 'open':
        if (call !== undefined) this.open(call, amount);
        break;
      case 'close':
        if (call !== undefined) this.close(call, text || 'the connection of its opener ends');
        break;
      case 'items':
      case 'demand':
        if (call !== undefined) this.change(call, kind === 'items' ? -amount : amount);
        break;
      case 'message':
        this.instant(process, 'messages', text, { channel });
        break;
      case 'life':
        this.instant(process, 'connection', text, {});
        break;
      case 'pressure':
        this.instant(process, 'connection', text, { queuedBytes: amount });
        break;
      case 'drop':
        this.instant(process, 'drops', text, { count: amount });
        break;
    }
  }

  /** The slices that are still open end with the last item. */
  end(): readonly TraceEvent[] {
    this.now = Math.max(this.now, Math.round((this.end_ - this.start) * 1000));
    for (const { call } of [...this.slices.values()]) this.close(call, 'still open');
    return this.events.sort((a, b) => a.ts - b.ts);
  }

  private open(call: CallInfo, credit: number): void {
    const slice = { call, ts: this.now, credit };
    this.slices.set(call.key, slice);
    if (call.kind !== 'sync') {
      const { server } = call;
      this.push(call.opener, 'calls', { name: titleOf(call), ph: 'b', ...idOf(call), args: { server } });
    }
    this.count(slice);
  }

  private close(call: CallInfo, end: string): void {
    const slice = this.slices.get(call.key);
    if (slice === undefined) return;
    this.slices.delete(call.key);
    const name = titleOf(call);
    const args = { end };
    if (call.kind === 'sync') {
      const dur = this.now - slice.ts;
      this.push(call.opener, 'sync requests', { name, ph: 'X', ts: slice.ts, dur, cat: 'sync', args });
    } else this.push(call.opener, 'calls', { name, ph: 'e', ...idOf(call), args });
    slice.credit = 0;
    this.count(slice);
  }

  private change(call: CallInfo, by: number): void {
    const slice = this.slices.get(call.key);
    if (slice === undefined) return;
    slice.credit += by;
    this.count(slice);
  }

  /** The open calls of a process, and the credit of a stream. */
  private count({ call, credit }: Slice): void {
    const { opener, kind, key } = call;
    const open = [...this.slices.values()].filter((other) => other.call.opener === opener);
    const counts = { calls: 0, streams: 0, sync: 0 };
    for (const other of open) counts[COUNTER[other.call.kind]]++;
    this.push(opener, 'calls', { name: 'open', ph: 'C', args: counts });
    if (kind !== 'stream') return;
    const items = { items: credit };
    this.push(opener, 'calls', { name: `credit of ${titleOf(call)}`, ph: 'C', id: key, args: items });
  }

  private instant(
    process: number,
    thread: keyof typeof THREADS,
    name: string,
    args: Readonly<Record<string, unknown>>,
  ): void {
    const s = thread === 'drops' ? 'p' : 't';
    this.push(process, thread, { name, ph: 'i', s, cat: thread, args });
  }

  private push(
    process: number,
    thread: keyof typeof THREADS,
    event: Omit<TraceEvent, 'pid' | 'tid' | 'ts'> & { readonly ts?: number },
  ): void {
    this.events.push({ ts: this.now, ...event, pid: pidOf(process), tid: THREADS[thread] });
  }
}

const COUNTER = { call: 'calls', stream: 'streams', sync: 'sync' } as const;

function titleOf({ kind, channel }: CallInfo): string {
  return `${kind} '${channel}'`;
}

function idOf({ kind, key }: CallInfo): Pick<TraceEvent, 'cat' | 'id'> {
  return { cat: kind, id: key };
}
