import { parseAst } from 'rollup/parseAst';

/**
 * A plugin of rollup that marks what a bundler may drop. In a package of many modules, a bundler
 * drops an unused module as a whole, because `sideEffects` is false. In one file, it drops only
 * statements without a side effect. A class that extends another has one, and so has a product.
 *
 * The same `sideEffects` promises that no unused declaration is needed, so each gets the mark.
 *
 * @returns {import('rollup').OutputPlugin}
 */
export function droppable() {
  return { name: 'droppable', renderChunk: (code) => ({ code: withMarks(code), map: null }) };
}

/** @param {string} code An ES module. */
export function withMarks(code) {
  const insertions = parseAst(code).body.flatMap(insertionsOf);
  return insertions.sort((a, b) => b.at - a.at).reduce(inserted, code);
}

/**
 * @typedef {object} Insertion
 * @property {number} at The place in the code.
 * @property {string} text
 */

/** @typedef {import('rollup').AstNode & Record<string, any>} Node */

/**
 * @param {string} code
 * @param {Insertion} insertion
 */
function inserted(code, { at, text }) {
  return code.slice(0, at) + text + code.slice(at);
}

/**
 * @param {any} statement
 * @returns {Insertion[]}
 */
function insertionsOf(statement) {
  if (statement.type === 'VariableDeclaration') {
    return statement.declarations.flatMap((/** @type {Node} */ { init }) =>
      init && !harmless.test(init.type) ? wrapped(init) : [],
    );
  }
  if (statement.type !== 'ClassDeclaration' || !hasEffects(statement)) return [];
  const [before, after] = wrapped(statement);
  return [
    { ...before, text: `const ${statement.id.name} = ${before.text}` },
    { ...after, text: `${after.text};` },
  ];
}

/**
 * Bundlers keep a class that evaluates an expression: its super class, or the name of a member.
 *
 * @param {Node} declaration
 */
function hasEffects({ superClass, body }) {
  return superClass !== null || body.body.some((/** @type {Node} */ { computed }) => computed);
}

/** The expressions that a bundler drops by itself. */
const harmless = /^(Literal|Identifier|FunctionExpression|ArrowFunctionExpression)$/;

/**
 * @param {Node} node
 * @returns {[before: Insertion, after: Insertion]}
 */
function wrapped({ start, end }) {
  return [
    { at: start, text: '/*#__PURE__*/ (() => (' },
    { at: end, text: '))()' },
  ];
}
