/** A member that only its class may use, with its docstring. */
const INNER_MEMBER =
  /(?:^ *\/\*\*(?:(?!\*\/)[^])*\*\/\n)?^ *(?:#private|(?:static )?(?:private|protected) (?!constructor)[^;{]*);\n/gm;

/**
 * A plugin of rollup that removes private and protected members from typings. With them, TypeScript
 * compares classes by their declaration. An ES module and a CommonJS file read two declarations of
 * the same class. Neither could pass a `Main` to the other.
 *
 * @returns {import('rollup').OutputPlugin}
 */
export function structural() {
  return { name: 'structural', renderChunk: (code) => ({ code: withoutInnerMembers(code), map: null }) };
}

/** @param {string} typings */
export const withoutInnerMembers = (typings) => typings.replaceAll(INNER_MEMBER, '');
