import { recordApp } from '../../../testing/recorded-app.js';
import { readRecording } from '../../index.js';

interface Entry {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly id?: string;
  readonly s?: string;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

const [recording, later] = recordApp({ redact: false }, { limit: { items: 8 } });

function entriesOf(text: string): readonly Entry[] {
  return (JSON.parse(text) as { readonly traceEvents: readonly Entry[] }).traceEvents;
}

/** The rules of Chrome's trace event format for the phases that a recording uses. */
function faultsOf(entries: readonly Entry[]): readonly string[] {
  const faults: string[] = [];
  const open = new Map<string, Entry>();
  const lastTs = new Map<string, number>();
  const named = new Set(entries.filter(({ name }) => name === 'process_name').map(({ pid }) => pid));
  for (const entry of entries) {
    const { name, ph, ts, pid, tid, cat, id, s, dur, args } = entry;
    const fault = (text: string) => faults.push(`${text}: ${JSON.stringify(entry)}`);
    if (typeof name !== 'string' || name === '') fault('no name');
    if (![ts, pid, tid].every((value) => Number.isSafeInteger(value) && value >= 0)) fault('no integer');
    if (!named.has(pid)) fault('a process without a name');
    const track = `${pid} ${tid} ${ph === 'X' ? 'X' : ''}`;
    if (ts < (lastTs.get(track) ?? 0)) fault('time goes back');
    lastTs.set(track, ts);
    const key = `${pid} ${cat} ${id} ${name}`;
    switch (ph) {
      case 'M':
        if (!['process_name', 'process_sort_index', 'thread_name'].includes(name)) fault('metadata');
        break;
      case 'b':
        if (cat === undefined || id === undefined || open.has(key)) fault('a start');
        open.set(key, entry);
        break;
      case 'e':
        if (!open.delete(key)) fault('an end without a start');
        break;
      case 'X':
        if (!Number.isSafeInteger(dur) || dur! < 0) fault('a duration');
        break;
      case 'i':
        if (s !== 't' && s !== 'p') fault('a scope');
        break;
      case 'C':
        if (!Object.values(args ?? {}).every((value) => typeof value === 'number')) fault('a counter');
        break;
      default:
        fault('a phase');
    }
  }
  for (const entry of open.values()) faults.push(`no end: ${JSON.stringify(entry)}`);
  return faults;
}

describe('the Chrome trace of a recording', () => {
  const entries = entriesOf(recording!.toChromeTrace());

  it.each([
    ['all', recording!],
    ['a part, with calls that were open before', later!],
    ['a recording that was read', readRecording(recording!.toJSONLines())],
  ])('follows the format: %s', (_title, traced) => {
    expect(faultsOf(entriesOf(traced.toChromeTrace()))).toEqual([]);
  });

  it('names each process and its threads', () => {
    const names = entries.filter(({ name }) => name === 'process_name').map(({ pid, args }) => [pid, args]);
    expect(names).toEqual([
      [1, { name: 'main' }],
      [2, { name: 'renderer 1 (window)' }],
      [3, { name: 'renderer 2 (worker)' }],
      [4, { name: 'guest 3 (in 1)' }],
    ]);
    const threads = entries.filter(({ name, pid }) => name === 'thread_name' && pid === 1);
    expect(threads.map(({ args }) => args!['name'])).toEqual([
      'calls',
      'messages',
      'sync requests',
      'connection',
      'drops',
    ]);
  });

  it('has a slice for each call and stream, from its start to its end, at its opener', () => {
    const slices = entries.filter(({ ph, name }) => ph === 'b' && name === "call 'math/double'");
    expect(slices.map(({ pid, args }) => [pid, args])).toEqual(
      expect.arrayContaining([
        [2, { server: 2 }],
        [2, { server: 0 }],
        [1, { server: 2 }],
      ]),
    );
    const ends = entries
      .filter(({ ph, cat }) => ph === 'e' && cat === 'stream')
      .map(({ args }) => args!['end']);
    expect(ends).toContain("cancel of 'math/ticks'");
    expect(ends).toContain('the connection of its opener ends');
    expect(ends).toContain("gets ERR_CULVERT_DISCONNECTED of 'math/ticks'");
  });

  it('begins an earlier call with the first item, and ends an open one with the last', () => {
    const last = entries.find(({ args }) => args?.['end'] === 'still open');
    expect(last).toMatchObject({ name: "call 'math/double'", ph: 'e', ts: 60_000, pid: 2 });
    const first = entriesOf(later!.toChromeTrace()).filter(({ ph, ts }) => ph === 'b' && ts === 0);
    expect(first.map(({ name }) => name)).toContain("call 'math/double'");
  });

  it('counts the credit of a stream down to 0 at its end', () => {
    const credit = entries.filter(({ name }) => name === "credit of stream 'math/ticks'");
    expect(credit.length).toBeGreaterThan(6);
    expect(credit[0]!.args!['items']).toBe(64);
    expect(credit.at(-1)!.args!['items']).toBe(0);
    expect(credit.every(({ args }) => (args!['items'] as number) >= 0)).toBe(true);
  });

  it('has an instant for each message and each drop', () => {
    const names = entries.filter(({ ph }) => ph === 'i').map(({ name }) => name);
    expect(names).toContain('send \'keys\' ["a"]');
    expect(names).toContain("drop sendTo 'bytes' → 9: unknown-target");
  });
});
