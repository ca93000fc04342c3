import fc from 'fast-check';

/** JSON that `JSON.stringify` does not write: `-0`, `1e999`. */
export class Raw {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }

  toJSON(): string {
    return `\u0002${this.json}\u0003`;
  }
}

/**
 * The number of the newest call or stream that main has sent to this peer, minus `back`. It is
 * main's number, not the peer's.
 */
export class Latest {
  readonly back: number;

  constructor(back: number) {
    this.back = back;
  }

  toJSON(): string {
    return `\u0002@${this.back}\u0003`;
  }
}

/** Text of a head, with the values of this connection filled in. */
export function toJson(value: unknown, latest: number): string {
  const text = JSON.stringify(value);
  if (!text.includes('\\u0002')) return text;
  return text.replaceAll(/"\\u0002(.*?)\\u0003"/g, (_, json: string) =>
    json.startsWith('@') ? String(Math.max(0, latest - Number(json.slice(1)))) : json,
  );
}

/** Values of a wrong type, and numbers that are useless for counting. */
export const odd: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  new Raw('-0'),
  new Raw('1e999'),
  new Raw('-1e999'),
  new Raw('9007199254740993'),
  new Raw('1E1'),
  null,
  true,
  false,
  '',
  '1',
  '__proto__',
  [],
  [1],
  {},
  { length: 1 },
  new Raw('{"__proto__":{"input":true}}'),
  new Raw('{"toString":1,"valueOf":1}'),
);

function mostly<T>(usual: fc.Arbitrary<T>, weight: number): fc.Arbitrary<unknown> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

/** Small, so that the numbers of both sides overlap. */
export const seq = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: 1, max: 10 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }).map((back) => new Latest(back)) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 60 }) },
);
export const oddSeq = mostly(seq, 12);

/**
 * 0 is main, 1 and 2 are honest, 3 and 4 are hostile. Then come guests and renderers that return.
 */
export const id = mostly(fc.integer({ min: 0, max: 8 }), 20);

export const amount = mostly(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 70 }) },
    { weight: 1, arbitrary: fc.constantFrom(1024 * 1024, 2 ** 28, 2 ** 53 - 1) },
  ),
  12,
);

/**
 * Channels that the model's policy allows to hostile renderers, channels that it denies, and
 * channels without a listener.
 */
const channelNames = [
  'open',
  'open-call',
  'open-sync',
  'app/echo',
  'app/ticks',
  'app/join',
  'app/whoami',
  'app/hang',
  'app/hangSync',
  'app/talk',
  'app/torn',
  'peer/echo',
  'peer/count',
  'peer/join',
  'peer/hang',
  'hello',
  'up',
  'secret',
  'secret-call',
  'secret-sync',
  'app/secret',
  'peer/secret',
  'honest',
  'nobody',
];

export const channel = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...channelNames) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      '',
      '__proto__',
      'constructor',
      'toString',
      'error',
      'newListener',
      '\ud800',
      '\0',
      'x'.repeat(1024),
      'x'.repeat(1025),
    ),
  },
  { weight: 1, arbitrary: odd },
);

export const headers = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ traceparent: '00-1-2-3' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      {},
      { a: 'x'.repeat(8191) },
      { a: 'x'.repeat(8192) },
      { a: 1 },
      { a: null },
      new Raw('{"__proto__":"x","constructor":"y"}'),
      Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`h${n}`, ''])),
    ),
  },
  { weight: 1, arbitrary: odd },
);
