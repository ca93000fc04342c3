import { basename } from 'node:path';

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** @type {import('eslint').Rule.RuleModule} */
export const kebabCaseFilename = {
  meta: { type: 'suggestion', messages: { name: '"{{ name }}" is not kebab-case.' }, schema: [] },
  create(context) {
    const name = basename(context.filename);
    return {
      Program(node) {
        if (!kebabCase.test(name)) context.report({ node, messageId: 'name', data: { name } });
      },
    };
  },
};
