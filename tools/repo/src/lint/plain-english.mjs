/** Words that hide who acts, and old forms. `CONTRIBUTING.md` says what to write instead. */
const FORBIDDEN =
  /\b(whoever|whomever|whatever|whose|whom|somebody|nobody|anybody|someone|no more|any more|in turn|for ever)\b/i;
/** A clause in the place of the subject: “What a peer sends is …”. A question may begin like this. */
const CLAUSE = /^(What|Who|Which|Where|Whether)\b(?!.*\?$)/;
const MAX_WORDS = 20;

/**
 * The sentences of a text. Code counts as one word. Examples, links and tags of a docstring are no sentences.
 *
 * @param {string} text
 */
export function sentencesOf(text) {
  const prose = text
    .replace(/^\s*\*\s?/gm, '')
    .replace(/@example[\s\S]*?(?=\n@|$)/g, '')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`]*`/g, 'code')
    .replace(/\{@link [^}]*\}|https?:\S+/g, 'link')
    .replace(/\s+/g, ' ');
  return prose
    .split(/(?<=[.!?:;])\s+|\s(?=@(?:param|returns|throws)\b)/)
    .map((sentence) => sentence.replace(/^[\s/*-]*((@param|@throws)\s+\S+|@returns)?\s*/, '').trim())
    .filter((sentence) => sentence !== '');
}

/**
 * The first fault of a text, `undefined` for a text without one.
 *
 * @param {string} text
 * @returns {string | undefined}
 */
export function faultOf(text) {
  for (const sentence of sentencesOf(text)) {
    const word = FORBIDDEN.exec(sentence)?.[0];
    if (word !== undefined) return `name the actor instead of “${word}”, or say it plainly`;
    if (CLAUSE.test(sentence)) return `begin with the subject: “${sentence.slice(0, 40)}”`;
    const count = sentence.split(' ').filter((part) => /\w/.test(part)).length;
    if (count > MAX_WORDS)
      return `a sentence has ${count} words, ${MAX_WORDS} at most: “${sentence.slice(0, 40)}”`;
  }
  return undefined;
}

/** @typedef {import('estree').Comment & { loc: import('estree').SourceLocation, endLine: number }} Text */

/**
 * Adjacent line comments are one text.
 *
 * @param {import('estree').Comment[]} comments
 */
function textsOf(comments) {
  /** @type {Text[]} */
  const texts = [];
  for (const { type, value, loc } of comments) {
    if (!loc) continue;
    const last = texts.at(-1);
    const follows = last?.type === 'Line' && type === 'Line' && loc.start.line === last.endLine + 1;
    if (follows) {
      last.value += `\n${value}`;
      last.endLine = loc.end.line;
    } else texts.push({ type, value, loc, endLine: loc.end.line });
  }
  return texts;
}

const TEST = /^[fx]?(it|test|describe)$/;

/** @param {import('estree').Node} node */
const nameOf = (node) => (node.type === 'Identifier' ? node.name : '');

/**
 * The first name of a callee, such as `it` of `it.skip.each(table)`.
 *
 * @param {import('estree').Node} callee
 * @returns {string}
 */
function rootNameOf(callee) {
  if (callee.type === 'MemberExpression') return rootNameOf(callee.object);
  if (callee.type === 'CallExpression') return rootNameOf(callee.callee);
  if (callee.type === 'TaggedTemplateExpression') return rootNameOf(callee.tag);
  return nameOf(callee);
}

/**
 * The words of a title. Other expressions within it count as one word of code.
 *
 * @param {import('estree').Node} title
 * @returns {string}
 */
function textOf(title) {
  if (title.type === 'Literal') return typeof title.value === 'string' ? title.value : '';
  if (title.type === 'TemplateLiteral')
    return title.quasis.map(({ value }) => value.cooked ?? '').join('code');
  if (title.type === 'BinaryExpression') return textOf(title.left) + textOf(title.right);
  return '';
}

/**
 * Comments, and titles of specs, in plain English.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const plainEnglish = {
  meta: { type: 'suggestion', messages: { fault: 'Plain English: {{ fault }}.' }, schema: [] },
  create(context) {
    /**
     * @param {string} text
     * @param {import('estree').SourceLocation | null | undefined} loc
     */
    const check = (text, loc) => {
      const fault = faultOf(text);
      if (fault !== undefined && loc) context.report({ loc, messageId: 'fault', data: { fault } });
    };
    return {
      Program() {
        for (const { value, loc } of textsOf(context.sourceCode.getAllComments())) check(value, loc);
      },
      // `it('…')`, `it.skip('…')`, `it.each(table)('…')`
      CallExpression({ callee, arguments: [title] }) {
        const isTable = callee.type === 'MemberExpression' && nameOf(callee.property) === 'each';
        if (title && !isTable && TEST.test(rootNameOf(callee))) check(textOf(title), title.loc);
      },
    };
  },
};
