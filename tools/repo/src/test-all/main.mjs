// `npm test`: runs every check of the workspace, even after a failure, and adds them up in one line
// at the end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { addUp, closingLine } from './add-up.mjs';
import { checkTargets, forgetEarlierRun, readTasks, testTargets } from './workspace-run.mjs';

/** @typedef {import('./add-up.mjs').Task} Task */

process.env['NX_NO_CLOUD'] = 'true';
const { cacheDir, createProjectGraphAsync, workspaceRoot } = await import('@nx/devkit');
const nx = join(workspaceRoot, 'node_modules/nx/dist/bin/nx.js');
const prettier = join(workspaceRoot, 'node_modules/prettier/bin/prettier.cjs');
const eslint = join(workspaceRoot, 'node_modules/eslint/bin/eslint.js');
// A task that hangs fails after this time, so that the closing line is always printed. A whole run
// takes 12 to 19 minutes on 2 cores.
const STEP_MS = 40 * 60_000;

const total = addUp(await runEverything());
console.log('');
for (const skipped of total.skippedTests) console.log(`skipped: ${skipped}`);
for (const problem of total.problems) console.log(`failed: ${problem}`);
console.log(closingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;

/** @returns {Promise<Task[]>} */
async function runEverything() {
  // Both take one core, and no test waits for them. They have ended when the first tests start, or soon after.
  const beside = [runBeside('prettier --check', prettier, '--check', '.')];
  const projects = await readProjectNodes();
  if (!projects)
    return [
      ...(await Promise.all(beside)),
      { name: 'the project graph', outcome: 'failed', hasTests: false },
    ];
  // The rule of project boundaries accepts everything until the project graph is on disk.
  beside.push(runBeside('eslint', eslint, '-c', 'eslint.workspace.config.mjs', '.'));

  const runFile = join(cacheDir, 'run.json');
  forgetEarlierRun(workspaceRoot, runFile, projects);
  const sync = await runStep('nx sync:check', nx, 'sync:check');
  const targets = [...checkTargets, ...testTargets].join(',');
  const runMany = await runStep(
    'nx run-many',
    nx,
    'run-many',
    `--targets=${targets}`,
    // One more than the cores: many tests wait for processes, pages and timers.
    '--parallel=3',
    '--nxBail=false',
    '--outputStyle=stream',
    // Checked above. Here it would keep every task from running.
    '--skipSync',
  );
  const tasks = readTasks(workspaceRoot, runFile, projects);
  // Nx's own status only repeats the status of its tasks, unless they all succeeded.
  const nxItself = tasks.every(({ outcome }) => outcome === 'succeeded') ? [runMany] : [];
  return [...(await Promise.all(beside)), sync, ...nxItself, ...tasks];
}

async function readProjectNodes() {
  try {
    return Object.values((await createProjectGraphAsync()).nodes);
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<Task>}
 */
async function runStep(name, script, ...args) {
  console.log(`\n> ${name}`);
  return outcomeOf(name, start(script, args, 'inherit'));
}

/**
 * A step beside others prints at its end, so that its lines stay together.
 *
 * @param {string} name
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<Task>}
 */
async function runBeside(name, script, ...args) {
  const child = start(script, args, 'pipe');
  const [task, ...printed] = await Promise.all([
    outcomeOf(name, child),
    ...[child.stdout, child.stderr].map((stream) => (stream ? readAll(stream) : '')),
  ]);
  console.log(`\n> ${name}\n${printed.join('')}`);
  return task;
}

/**
 * @param {string} script
 * @param {string[]} args
 * @param {'inherit' | 'pipe'} output
 */
function start(script, args, output) {
  return spawn(process.execPath, [script, ...args], {
    cwd: workspaceRoot,
    stdio: ['ignore', output, output],
    timeout: STEP_MS,
  });
}

/**
 * @param {string} name
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Task>}
 */
async function outcomeOf(name, child) {
  const [status] = await once(child, 'close');
  return { name, outcome: status === 0 ? 'succeeded' : 'failed', hasTests: false };
}
