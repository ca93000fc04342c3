/** The main process: reads its flags, starts the app and ends it at the first signal. */
import open from 'open';
import { messageOf } from '../shared/message-of.js';
import { startApp } from './app.js';
import { help, parseArguments } from './arguments.js';
import type { Options } from './arguments.js';

async function run(options: Options): Promise<void> {
  const app = await startApp(options, say);
  // Before it is said that there is something to end.
  onceSignalled(() => {
    void app.close().then(() => {
      say('Ended.');
      process.exit(0);
    });
  });
  say(`Activity is at ${app.address}`);
  say('Ctrl-C ends it.');
  if (options.opensBrowser && !process.env['CI']) await openBrowser(app.doorFile);
}

/** A browser that cannot be started is no reason to stop: the address stands in the terminal. */
async function openBrowser(file: string | undefined): Promise<void> {
  const failed = () => say('No browser could be started here; open the address yourself.');
  if (file === undefined) return failed();
  try {
    const browser = await open(file);
    browser.on('error', failed);
  } catch {
    failed();
  }
}

/** npm hands on a Ctrl-C that the terminal has sent to everybody: so soon, a second one is the first. */
const SAME_SIGNAL_MS = 1_000;

/** A later second one is that of an impatient user, and ends the process the hard way. */
function onceSignalled(end: () => void): void {
  let endingSince: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (endingSince === undefined) {
        endingSince = performance.now();
        end();
      } else if (performance.now() - endingSince > SAME_SIGNAL_MS) {
        process.exit(1);
      }
    });
  }
}

function say(sentence: string): void {
  console.log(sentence);
}

const command = parseArguments(process.argv.slice(2));
switch (command.kind) {
  case 'help':
    process.stdout.write(help);
    break;
  case 'mistake':
    process.stderr.write(`${command.message}\nTry --help.\n`);
    process.exitCode = 2;
    break;
  case 'run':
    run(command.options).catch((error: unknown) => {
      process.stderr.write(`Activity could not start: ${messageOf(error)}\n`);
      process.exit(1);
    });
    break;
}
