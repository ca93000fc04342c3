import { ReflectionKind } from 'typedoc';

/** TypeDoc finds docstrings that are missing. This finds docstrings that lack what CONTRIBUTING.md asks for. */

/** @typedef {import('typedoc').Reflection} Reflection */
/** @typedef {import('typedoc').SignatureReflection} SignatureReflection */
/** @typedef {import('typedoc').ProjectReflection} ProjectReflection */

/** Packages that an app imports by name: each of their functions and classes has an example. */
const HAS_EXAMPLES = /^@culvert\/(core|testing|transport-(node|web|electron))\b/;

/**
 * The faults of the docstrings of a project.
 *
 * @param {ProjectReflection} project
 * @param {ReadonlyMap<Reflection, string>} sources the code of each declaration
 */
export function faultsOf(project, sources) {
  return Object.values(project.reflections).flatMap((reflection) =>
    [
      ...exampleFaults(reflection),
      ...unitFaults(reflection),
      ...errorFaults(reflection, sources.get(reflection) ?? ''),
      ...nameFaults(reflection),
    ].map((fault) => `${reflection.getFriendlyFullName()}: ${fault}`),
  );
}

/**
 * All text of a docstring.
 *
 * @param {Reflection | undefined} reflection
 */
function textOf(reflection) {
  const { summary = [], blockTags = [] } = reflection?.comment ?? {};
  return [...summary, ...blockTags.flatMap(({ content }) => content)].map(({ text }) => text).join('');
}

/** @param {Reflection} reflection */
function moduleOf(reflection) {
  /** @type {Reflection | undefined} */
  let at = reflection;
  while (at !== undefined && !at.kindOf(ReflectionKind.Module)) at = at.parent;
  return at?.name ?? '';
}

/** @param {Reflection} reflection */
function exampleFaults(reflection) {
  const isMain =
    reflection.isDeclaration() &&
    reflection.kindOf(ReflectionKind.Class | ReflectionKind.Function) &&
    reflection.parent?.kindOf(ReflectionKind.Module) === true &&
    HAS_EXAMPLES.test(moduleOf(reflection));
  if (!isMain) return [];
  const docs = [reflection, ...(reflection.signatures ?? [])];
  return docs.some(({ comment }) => comment?.getTag('@example')) ? [] : ['has no @example'];
}

/** A name that ends in `Ms` or `Bytes` states its unit itself, but a docstring is read without the name. */
const UNITS = [
  { name: /(Ms|^timeout)$/, unit: /\bms\b|millisecond/ },
  { name: /([bB]ytes)$/, unit: /\bbytes?\b|\bMi?B\b/i },
];

/** @param {Reflection} reflection */
function unitFaults(reflection) {
  if (
    !reflection.kindOf(ReflectionKind.Property | ReflectionKind.Parameter) ||
    isPartOfWhole(reflection.parent)
  )
    return [];
  const isNumber = reflection.isDeclaration() || reflection.isParameter();
  if (!isNumber || !/\bnumber\b/.test(String(reflection.type))) return [];
  const docs = [reflection, ...(reflection.isParameter() ? [reflection.parent] : [])].map(textOf).join('\n');
  return UNITS.filter(({ name, unit }) => name.test(reflection.name) && !unit.test(docs)).map(
    () => 'its docstring names no unit',
  );
}

const CODE = /ERR_CULVERT_[A-Z_]+/g;
/** Functions of protocol that make an error with this code. */
const MAKERS = { invalidArgument: 'ERR_CULVERT_INVALID_ARGUMENT' };

/**
 * Codes that the body itself throws. Errors of functions that it calls are found only if their code stands in the body.
 *
 * @param {Reflection} reflection
 * @param {string} source
 */
function errorFaults(reflection, source) {
  if (!reflection.isDeclaration() || !reflection.kindOf(ReflectionKind.FunctionOrMethod)) return [];
  const thrown = (source.match(/\b(throw |reject\()[^;]*;/g) ?? []).join('\n');
  const codes = new Set(thrown.match(CODE) ?? []);
  for (const [maker, code] of Object.entries(MAKERS)) if (thrown.includes(`${maker}(`)) codes.add(code);
  const docs = [reflection, ...(reflection.signatures ?? []), reflection.parent].map(textOf).join('\n');
  return [...codes]
    .filter((code) => !docs.includes(code))
    .map((code) => `its docstring does not name ${code}`);
}

/** @param {Reflection} reflection */
function nameFaults(reflection) {
  return reflection.name === '__namedParameters'
    ? ['an options parameter needs a @param, which names it']
    : [];
}

const SIGNATURES = ReflectionKind.CallSignature | ReflectionKind.ConstructorSignature;

/**
 * Names that need no docstring of their own. TypeDoc itself finds all others that have none.
 *
 * - The property that tells the members of a union apart: its value is its whole meaning.
 * - An overload beside one that has a docstring, and a setter beside its getter.
 * - The members of a type without a name: the docstring of the function or property that has it describes them.
 *
 * @param {ProjectReflection} project
 * @returns the starts of TypeDoc's warnings about them
 */
export function selfExplaining(project) {
  return Object.values(project.reflections)
    .filter((reflection) => !reflection.hasComment())
    .filter((reflection) => isTag(reflection) || isBeside(reflection) || isPartOfWhole(reflection))
    .map(
      (reflection) => `${reflection.getFriendlyFullName()} (${ReflectionKind[reflection.kind]}), defined in `,
    );
}

/** @param {Reflection} reflection */
function isTag(reflection) {
  return (
    reflection.isDeclaration() && reflection.type?.type === 'literal' && /^(kind|type)$/.test(reflection.name)
  );
}

/** @param {Reflection} reflection */
function isBeside(reflection) {
  if (!reflection.isSignature() || !reflection.parent.isDeclaration()) return false;
  const { signatures = [], getSignature } = reflection.parent;
  return reflection.kindOf(SIGNATURES)
    ? signatures.some((other) => other.hasComment())
    : getSignature?.hasComment() === true;
}

/** @param {Reflection | undefined} reflection */
function isPartOfWhole(reflection) {
  for (let at = reflection?.parent; at !== undefined; at = at.parent) {
    if (at.isSignature() || (at.kindOf(ReflectionKind.Property) && at.hasComment())) return true;
    if (at.isDeclaration() && /conditional|indexedAccess/.test(at.type?.type ?? '')) return true;
  }
  return false;
}
