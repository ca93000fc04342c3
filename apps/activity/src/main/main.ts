/** The main process: reads its flags, starts the app and ends it at the first signal. */
import open from 'open';
import { messageOf } from '../shared/message-of.js';
import { startApp } from './app.js';
import { help, parseArguments } from './arguments.js';
import type { Options } from './arguments.js';

async function run(options: Options): Promise<void> {
  const app = await startApp(options, say);
  // Installed before the app announces anything that a signal could end.
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

/** The app runs even if no browser can be started: the address is in the terminal. */
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

/**
 * npm forwards a Ctrl-C that the terminal has sent to all processes. So a second signal within this
 * time is the first one.
 */
const SAME_SIGNAL_MS = 1_000;

/** A later second signal is from an impatient user, and ends the process at once. */
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
