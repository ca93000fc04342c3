import fc from 'fast-check';
import type { Encoding } from '../frame/frame.js';
import { packFrame } from '../frame/pack-frame.js';
import { unpackFrame } from '../frame/unpack-frame.js';
import type { Send } from '../message.js';
import { structured } from './structured.js';

const encodings: readonly Encoding[] = ['structured-clone', 'text', 'bytes'];
const message: Send = { kind: 'send', channel: 'c' };

/** Compares two graphs by shape, kinds and values, independent of the realm of their classes. */
function isSameGraph(left: unknown, right: unknown, pairs = new Map<object, object>()): boolean {
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
    return Object.is(left, right);
  }
  if (pairs.has(left)) return pairs.get(left) === right;
  pairs.set(left, right);
  const kind = Object.prototype.toString.call(left);
  if (kind !== Object.prototype.toString.call(right)) return false;
  const [leftParts, rightParts] = [partsOf(left), partsOf(right)];
  return (
    leftParts.length === rightParts.length &&
    leftParts.every((part, i) => isSameGraph(part, rightParts[i], pairs))
  );
}

function entries(object: object): unknown[] {
  return Object.keys(object).flatMap((key) => [key, (object as Record<string, unknown>)[key]]);
}

function partsOf(object: object): unknown[] {
  switch (Object.prototype.toString.call(object)) {
    case '[object Map]':
      return [...(object as Map<unknown, unknown>)].flat<unknown[], 1>(1);
    case '[object Set]':
      return [...(object as Set<unknown>)];
    case '[object Date]':
      return [(object as Date).getTime()];
    case '[object RegExp]':
      return [(object as RegExp).source, (object as RegExp).flags];
    case '[object Number]':
    case '[object String]':
    case '[object Boolean]':
    case '[object BigInt]':
      return [(object as { valueOf(): unknown }).valueOf()];
    case '[object Error]':
      return [
        (object as Error).name,
        (object as Error).message,
        (object as Error).stack,
        (object as Error).cause,
      ];
    case '[object ArrayBuffer]':
      return [...new Uint8Array(object as ArrayBuffer)];
    case '[object Array]':
      return [(object as unknown[]).length, ...entries(object)];
    default:
      if (!ArrayBuffer.isView(object)) return entries(object);
      return [...new Uint8Array(object.buffer, object.byteOffset, object.byteLength)];
  }
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('__proto__', 'constructor', 'length', 'toJSON', '0', '\u0000', '\ud800'),
);
const scalar = fc.oneof(
  text,
  fc.double(),
  fc.bigInt(),
  fc.constantFrom(null, undefined, true, false, -0, NaN, Infinity),
);
/** Objects that hold no other objects. */
const leaf: fc.Arbitrary<object> = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.uint8Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.uint8Array().map(({ buffer }) => buffer),
  fc.uint8Array({ minLength: 2 }).map(({ buffer }) => new DataView(buffer, 1)),
  fc.constantFrom(/a/, /\/[/]\n/gimsuy, new RegExp('', 'd')),
  fc.oneof(fc.double(), fc.bigInt(), text, fc.boolean()).map((value) => Object(value) as object),
);
type Container = 'list' | 'object' | 'bare' | 'map' | 'set' | 'error' | 'sparse';
const container = fc.constantFrom<Container[]>('list', 'object', 'bare', 'map', 'set', 'error', 'sparse');
const node = fc.oneof(container, leaf);
const edge = fc.record({ from: fc.nat(), key: fc.oneof(text, fc.nat(20)), to: fc.oneof(fc.nat(), scalar) });
/** Any graph of them: shared, cyclic, not connected. The first node holds the arguments. */
const graph = fc.record({
  nodes: fc.array(node, { maxLength: 12 }),
  edges: fc.array(edge, { maxLength: 30 }),
});

function build({ nodes, edges }: typeof graph extends fc.Arbitrary<infer T> ? T : never): unknown[] {
  const made: object[] = [[], ...nodes.map((kind) => (typeof kind === 'string' ? create(kind) : kind))];
  // Every node is reachable from an earlier one.
  made.slice(1).forEach((object, i) => {
    connect(made[Math.floor(i / 2)]!, `node ${i}`, object);
  });
  for (const { from, key, to } of edges) {
    connect(
      made[from % made.length]!,
      key,
      typeof to === 'number' && Number.isInteger(to) ? made[Math.abs(to) % made.length] : to,
    );
  }
  return made[0] as unknown[];
}

function create(kind: Container): object {
  switch (kind) {
    case 'list':
      return [];
    case 'object':
      return {};
    case 'bare':
      return Object.create(null) as object;
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    case 'error':
      return new TypeError('made');
    case 'sparse':
      return new Array<unknown>(7);
  }
}

function connect(from: object, key: string | number, to: unknown): void {
  if (from instanceof Map) from.set(key, to);
  else if (from instanceof Set) from.add(to);
  else if (from instanceof Error) from.cause = to;
  else if (Array.isArray(from) && typeof key === 'number') from[key * 3] = to;
  else if (Array.isArray(from)) from.push(to);
  else if (!ArrayBuffer.isView(from) && ['Object', 'null'].includes(from.constructor?.name ?? 'null')) {
    Object.defineProperty(from, key, { value: to, enumerable: true, configurable: true, writable: true });
  }
}

describe('any graph of cloneable values', () => {
  it('arrives as the platform would have cloned it', () => {
    let frames = 0;
    fc.assert(
      fc.property(graph, (plan) => {
        const args = build(plan);
        const body = structured.encode(args);
        const arrived = encodings.map((encoding) => {
          const frame = structuredClone(packFrame([{ message, body }], encoding));
          const [packet] = unpackFrame(frame, encoding);
          frames++;
          return structured.decode(packet!.body);
        });
        for (const copy of arrived) expect(isSameGraph(args, copy)).toBe(true);
        // Node 20 cannot clone an error that is its own cause.
        if (!plan.nodes.includes('error')) expect(isSameGraph(args, structuredClone(args))).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(frames).toBeGreaterThanOrEqual(3000);
  });

  it.each<[string, unknown, unknown]>([
    ['a key', { a: 1 }, { b: 1 }],
    ['a value', [0], [-0]],
    ['a kind', [], {}],
    ['identity', twice(), [{}, {}]],
    ['the length', new Array(3), new Array(4)],
  ])('is compared by %s', (_, left, right) => {
    expect(isSameGraph(left, right)).toBe(false);
    expect(isSameGraph(left, left)).toBe(true);
  });
});

function twice(): object[] {
  const shared = {};
  return [shared, shared];
}
