import { NO_BLOBS, type Body } from '../body.js';
import type { Codec } from '../codec.js';
import { CulvertError } from '../errors.js';
import { flatten } from './flatten.js';
import { jsonText } from './json-text.js';
import { malformedArguments } from './malformed-arguments.js';
import { plainJsonText } from './plain-json.js';
import { unflatten } from './unflatten.js';

/** First character of a text that holds a table. A text that is plain JSON starts with `[`. */
const FLAT = '*';
/** Deeper plain values use the table, which needs no recursion. */
const MAX_PLAIN_LEVELS = 100;

/**
 * The structured clone of Electron 9 and later. It keeps `undefined`, NaN, -0, BigInt, Date, RegExp, Map, Set,
 * Error, binary values, cycles, shared references and sparse arrays. It throws for a value that it cannot
 * carry, with the path. It drops properties that a program has added to an error, Map or typed array, as the
 * platform does.
 *
 * @see https://developer.mozilla.org/docs/Web/API/Web_Workers_API/Structured_clone_algorithm
 * @example structured.decode(structured.encode([new Map([[1, 2n]])])) // [Map { 1 => 2n }]
 */
export const structured: Codec = {
  name: 'structured',

  encode(args: readonly unknown[], transferred?: ReadonlySet<object>): Body {
    const plain = plainJsonText(args, MAX_PLAIN_LEVELS, new Set());
    if (plain !== undefined) return { text: plain, blobs: NO_BLOBS };
    const { table, blobs } = flatten(args, transferred);
    return { text: jsonText(FLAT, table), blobs };
  },

  decode(body: Body): unknown[] {
    try {
      const flat = body.text.startsWith(FLAT);
      const tree: unknown = JSON.parse(flat ? body.text.slice(FLAT.length) : body.text);
      const args = flat ? unflatten(tree, body.blobs) : tree;
      if (Array.isArray(args)) return args;
    } catch (cause) {
      // The peer did nothing wrong if this platform lacks the kind of a value.
      throw cause instanceof CulvertError ? cause : malformedArguments(cause);
    }
    throw malformedArguments();
  },
};
