const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const TRANSPORT = 'transport: ';
const REASON = / \(skipped: (.*)\)$/;

/**
 * Leaves what `describeTransport` has found out in `test-output/TARGET/conformance`, a file for each transport, as
 * Jest itself counts it: `npm run matrix` makes the page from it.
 */
module.exports = class JestConformanceReporter {
  constructor(globalConfig) {
    const target = process.env.NX_TASK_TARGET_TARGET ?? 'test';
    this.folder = join(globalConfig.rootDir, 'test-output', target, 'conformance');
  }

  onRunStart() {
    // Results of an earlier run must not pass for those of this one.
    rmSync(this.folder, { recursive: true, force: true });
  }

  onRunComplete(_contexts, { testResults }) {
    const transports = new Map();
    for (const test of testResults.flatMap((file) => file.testResults)) {
      const [title, codec, theme] = test.ancestorTitles;
      if (!title?.startsWith(TRANSPORT)) continue;
      const transport = title.slice(TRANSPORT.length);
      const results = transports.get(transport) ?? [];
      transports.set(transport, [...results, { codec, theme, ...outcomeOf(test) }]);
    }
    if (transports.size > 0) mkdirSync(this.folder, { recursive: true });
    for (const [transport, results] of transports) {
      const file = `${transport.toLowerCase().replaceAll(/\W+/g, '-')}.json`;
      writeFileSync(join(this.folder, file), JSON.stringify({ transport, results }, undefined, 1));
    }
  }
};

/** Only what has passed is a pass: a test that was filtered out has no result. */
function outcomeOf({ title, status }) {
  if (status === 'passed' || status === 'failed') return { name: title, status };
  const reason = REASON.exec(title)?.[1];
  if (reason === undefined) return { name: title, status: 'not run' };
  return { name: title.replace(REASON, ''), status: 'skipped', reason };
}
