// `npm test`: runs every check of the workspace, even after a failure, and adds them up in one line
// at the end.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { addUp, closingLine } from './add-up.mjs';
import { checkTargets, forgetEarlierRun, readTasks, testTargets } from './workspace-run.mjs';

/** @typedef {import('./add-up.mjs').Task} Task */

process.env['NX_NO_CLOUD'] = 'true';
const { cacheDir, createProjectGraphAsync, workspaceRoot } = await import('@nx/devkit');
const nx = join(workspaceRoot, 'node_modules/nx/dist/bin/nx.js');
const prettier = join(workspaceRoot, 'node_modules/prettier/bin/prettier.cjs');
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
  const steps = [runStep('prettier --check', prettier, '--check', '.')];
  const projects = await readProjectNodes();
  if (!projects) return [...steps, { name: 'the project graph', outcome: 'failed', hasTests: false }];

  const runFile = join(cacheDir, 'run.json');
  forgetEarlierRun(workspaceRoot, runFile, projects);
  steps.push(runStep('nx sync:check', nx, 'sync:check'));
  const targets = [...checkTargets, ...testTargets].join(',');
  const runMany = runStep(
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
  return [...steps, ...nxItself, ...tasks];
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
 * @returns {Task}
 */
function runStep(name, script, ...args) {
  console.log(`\n> ${name}`);
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: workspaceRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: STEP_MS,
  });
  return { name, outcome: status === 0 ? 'succeeded' : 'failed', hasTests: false };
}
