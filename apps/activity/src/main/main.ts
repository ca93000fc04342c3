/** The main process: reads its flags, starts the app and ends it at the first signal. */
import open from 'open';
import { messageOf } from '../shared/message-of.js';
import { startApp } from './app.js';
import { help, parseArguments } from './arguments.js';
import type { Options } from './arguments.js';

async function run(options: Options): Promise<void> {
  const app = await startApp(options, say);
  say(`Activity is at ${app.address}`);
  say('Ctrl-C ends it.');
  onceSignalled(() => {
    void app.close().then(() => {
      say('Ended.');
      process.exit(0);
    });
  });
  if (options.opensBrowser && !process.env['CI']) await openBrowser(app.address);
}

/** A browser that cannot be started is no reason to stop: the address stands in the terminal. */
async function openBrowser(address: string): Promise<void> {
  try {
    const browser = await open(address);
    browser.on('error', () => say('No browser could be started here; open the address yourself.'));
  } catch {
    say('No browser could be started here; open the address yourself.');
  }
}

/** The second Ctrl-C of an impatient user ends the process the hard way. */
function onceSignalled(end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
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
