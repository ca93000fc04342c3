// `npm test`: every check of the workspace, whatever fails on the way, and at the end one line that adds them up.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { addUp, closingLine } from './add-up.mjs';
import { checkTargets, forgetEarlierRun, readTasks, testTargets } from './workspace-run.mjs';

process.env['NX_NO_CLOUD'] = 'true';
const { cacheDir, createProjectGraphAsync, workspaceRoot } = await import('@nx/devkit');

/** @typedef {import('./add-up.mjs').Task} Task */

const nx = join(workspaceRoot, 'node_modules/nx/dist/bin/nx.js');
const prettier = join(workspaceRoot, 'node_modules/prettier/bin/prettier.cjs');
const runFile = join(cacheDir, 'run.json');

const graph = await createProjectGraphAsync();
const projects = Object.values(graph.nodes);
forgetEarlierRun(workspaceRoot, runFile, projects);

const steps = [step('prettier --check', prettier, '--check', '.'), step('nx sync:check', nx, 'sync:check')];
const runMany = step(
  'nx run-many',
  nx,
  'run-many',
  ...['--targets', [...checkTargets, ...testTargets].join(',')],
  '--parallel=2',
  '--nxBail=false',
  '--outputStyle=stream',
  // Checked above; here it would keep every task from running.
  '--skipSync',
);
const tasks = readTasks(workspaceRoot, runFile, projects);
// Nx's own status says no more than those of its tasks, except when it never got to them.
const nxItself = tasks.every(({ outcome }) => outcome === 'succeeded') ? [runMany] : [];

const total = addUp([...steps, ...nxItself, ...tasks]);
console.log('');
for (const skipped of total.skippedTests) console.log(`skipped: ${skipped}`);
for (const problem of total.problems) console.log(`failed: ${problem}`);
console.log(closingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * @param {string} name
 * @param {string} script
 * @param {string[]} args
 * @returns {Task}
 */
function step(name, script, ...args) {
  console.log(`\n> ${name}`);
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: workspaceRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return { name, outcome: status === 0 ? 'succeeded' : 'failed', hasTests: false };
}
