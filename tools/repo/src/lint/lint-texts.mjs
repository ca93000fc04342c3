// Lints the texts on stdin (JSON) by the workspace's own configuration. Each text is linted as if
// it were in the file named with it. This is a separate process, because a flat configuration is an
// ES module and Jest has none.
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { text as readAll } from 'node:stream/consumers';
import tseslint from 'typescript-eslint';

/** @type {{ filePath: string, text: string }[]} */
const cases = JSON.parse(await readAll(process.stdin));

// The boundary rule accepts everything until a graph is on disk.
await createProjectGraphAsync();

// Types do not matter here. TypeScript would check the project of a file again for each text.
const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });
const results = [];
for (const { filePath, text } of cases) {
  const [result] = await eslint.lintText(text, { filePath });
  results.push((result?.messages ?? []).map(({ ruleId, message }) => ({ ruleId, message })));
}
process.stdout.write(`\n${JSON.stringify(results)}\n`);
