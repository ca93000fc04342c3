import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Counts The counts of one test run, from `test-output/TARGET/counts.json`.
 * @property {number} passed Number of tests.
 * @property {number} failed Number of tests.
 * @property {number} skipped Number of tests.
 * @property {{ file: string, name: string }[]} [skippedTests]
 * @property {{ file: string, name: string, message: string }[]} [failedTests]
 *
 * @typedef {object} Task One check of the workspace: an Nx task, or a step before them.
 * @property {string} name As Nx writes it, such as core:test.
 * @property {'succeeded' | 'failed' | 'did not run'} outcome Result by Nx.
 * @property {boolean} hasTests True for a run of Jest.
 * @property {Counts} [counts]
 *
 * @typedef {object} Total
 * @property {number} passed Sum of all tasks.
 * @property {number} failed Sum of all tasks.
 * @property {number} skipped Sum of all tasks.
 * @property {string[]} problems Reasons for the number in `failed`.
 * @property {string[]} skippedTests
 */

// Enough for the message, and for the frames of the stack within the project.
const MESSAGE_LINES = 30;

/**
 * Adds up the counts of each run of Jest, so that the closing line is counted and not assumed. A
 * task that fails without counts is one failure. A task with tests that leaves no counts, or counts
 * none, is one too.
 *
 * @param {readonly Task[]} tasks
 * @returns {Total}
 */
export function addUp(tasks) {
  /** @type {Total} */
  const total = { passed: 0, failed: 0, skipped: 0, problems: [], skippedTests: [] };
  for (const task of tasks) {
    const {
      passed,
      failed,
      skipped,
      skippedTests = [],
      failedTests = [],
    } = task.counts ?? { passed: 0, failed: 0, skipped: 0 };
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    total.skippedTests.push(...skippedTests.map(({ file, name }) => `${task.name}: ${name} (${file})`));
    if (failed > 0) total.problems.push(`${task.name}: ${failed} failed`);
    total.problems.push(...failedTests.map((test) => describeFailure(task, test)));

    const problem = failed > 0 ? undefined : failureBesideItsTests(task);
    if (problem) {
      total.failed += 1;
      total.problems.push(`${task.name}: ${problem}`);
    }
  }
  if (total.passed === 0 && total.failed === 0) {
    total.failed += 1;
    total.problems.push('no test ran at all');
  }
  return total;
}

/**
 * A long run is read from its end, so a failure is told there once more, with its message.
 *
 * @param {Task} task
 * @param {{ file: string, name: string, message: string }} test
 */
function describeFailure(task, { file, name, message }) {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .slice(0, MESSAGE_LINES);
  return [`${task.name}: ${name} (${file})`, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** @param {Task} task */
function failureBesideItsTests({ outcome, hasTests, counts }) {
  if (outcome !== 'succeeded') return outcome;
  if (!hasTests) return undefined;
  if (!counts) return 'left no counts';
  return counts.passed + counts.skipped === 0 ? 'has no tests' : undefined;
}

/** @param {Total} total */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
