const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Leaves each project's counts where the closing line of `npm test` adds them up. */
module.exports = class JestCountReporter {
  constructor(globalConfig) {
    this.folder = join(globalConfig.rootDir, 'test-output/jest');
  }

  onRunComplete(_contexts, results) {
    mkdirSync(this.folder, { recursive: true });
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } =
      results;
    const counts = {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: numPendingTests + numTodoTests,
    };
    writeFileSync(join(this.folder, 'counts.json'), JSON.stringify(counts));
  }
};
