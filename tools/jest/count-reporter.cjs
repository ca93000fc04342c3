const { mkdirSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');

// Jest's names for a test that did not run.
const skippedStates = ['pending', 'skipped', 'todo', 'disabled'];

/**
 * Leaves the counts of one Jest run in the project's `test-output/TARGET/counts.json`, where the closing line of
 * `npm test` adds them up. TARGET is the Nx target, so that `test` and `e2e` of one project do not overwrite each other.
 */
module.exports = class JestCountReporter {
  constructor(globalConfig) {
    this.root = globalConfig.rootDir;
    this.folder = join(this.root, 'test-output', process.env.NX_TASK_TARGET_TARGET ?? 'test');
  }

  onRunComplete(_contexts, results) {
    const skippedTests = results.testResults.flatMap(({ testFilePath, testResults }) =>
      testResults
        .filter(({ status }) => skippedStates.includes(status))
        .map(({ fullName }) => ({ file: relative(this.root, testFilePath), name: fullName })),
    );
    const failedTests = results.testResults.flatMap(({ testFilePath, testResults, testExecError }) => {
      const file = relative(this.root, testFilePath);
      const unloaded = testExecError
        ? [{ file, name: 'could not run', message: String(testExecError.message) }]
        : [];
      const failed = testResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => ({
          file,
          name: fullName,
          message: failureMessages.join('\n'),
        }));
      return [...unloaded, ...failed];
    });
    const counts = {
      passed: results.numPassedTests,
      // A file that could not be loaded has no test that could fail.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      skippedTests,
      failedTests,
    };
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'counts.json'), JSON.stringify(counts));
  }
};
