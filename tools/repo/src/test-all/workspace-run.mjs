import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./add-up.mjs').Task} Task */
/** @typedef {import('./add-up.mjs').Counts} Counts */

/** @typedef {{ name: string, data: { root: string, targets?: Record<string, unknown> } }} ProjectNode */

export const checkTargets = ['typecheck', 'build', 'check-package'];
export const testTargets = ['test', 'e2e'];

/**
 * Removes counts and outcomes of an earlier run, so that they are not taken for those of this run.
 *
 * @param {string} workspaceRoot
 * @param {string} runFile
 * @param {readonly ProjectNode[]} projects
 */
export function forgetEarlierRun(workspaceRoot, runFile, projects) {
  rmSync(runFile, { force: true });
  for (const { data } of projects) {
    rmSync(join(workspaceRoot, data.root, 'test-output'), { recursive: true, force: true });
  }
}

/**
 * The outcome of each task of the workspace, including tasks that Nx did not run.
 *
 * @param {string} workspaceRoot
 * @param {string} runFile The file of Nx with the outcomes of its last run.
 * @param {readonly ProjectNode[]} projects
 * @returns {Task[]}
 */
export function readTasks(workspaceRoot, runFile, projects) {
  /** @type {{ tasks: { taskId: string, status: number }[] }} */
  const { tasks } = readJsonIfAny(runFile) ?? { tasks: [] };
  const statuses = new Map(tasks.map(({ taskId, status }) => [taskId, status]));
  return projects.flatMap(({ name, data }) =>
    [...checkTargets, ...testTargets]
      .filter((target) => data.targets?.[target])
      .map((target) => {
        const id = `${name}:${target}`;
        const hasTests = testTargets.includes(target);
        /** @type {Counts | undefined} */
        const counts = hasTests
          ? readJsonIfAny(join(workspaceRoot, data.root, 'test-output', target, 'counts.json'))
          : undefined;
        return { name: id, outcome: outcomeOf(statuses.get(id)), hasTests, ...(counts && { counts }) };
      }),
  );
}

/**
 * @param {number | undefined} status
 * @returns {Task['outcome']}
 */
function outcomeOf(status) {
  if (status === undefined) return 'did not run';
  return status === 0 ? 'succeeded' : 'failed';
}

/** @param {string} file */
function readJsonIfAny(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
