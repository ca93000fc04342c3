// Lints the texts it is given as JSON on stdin, each as if it stood in the file named with it, by the workspace's own
// configuration. A process of its own, because a flat configuration is an ES module and Jest has none.
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { text as readAll } from 'node:stream/consumers';

/** @type {{ filePath: string, text: string }[]} */
const cases = JSON.parse(await readAll(process.stdin));

// The boundary rule passes everything as long as no graph is on disk.
await createProjectGraphAsync();

const eslint = new ESLint();
const results = [];
for (const { filePath, text } of cases) {
  const [result] = await eslint.lintText(text, { filePath });
  results.push((result?.messages ?? []).map(({ ruleId, message }) => ({ ruleId, message })));
}
process.stdout.write(`\n${JSON.stringify(results)}\n`);
