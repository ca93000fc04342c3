import { parseArgs } from 'node:util';
import { messageOf } from '../shared/message-of.js';

export interface Options {
  /** Undefined: the last port, or the default one. 0: the last port, or any free one. */
  readonly port: number | undefined;
  readonly opensBrowser: boolean;
  readonly dataDir: string | undefined;
  /** The file that takes a recording of main when the app ends. */
  readonly record: string | undefined;
}

export type Command =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string };

export const help = `Usage: npm start -- [options]

An activity monitor for this machine, in your browser.

  --port N        listen on 127.0.0.1:N; when it is taken, on the next free port
                  (default 4517; 0 takes the port of last time or any free one)
  --no-open       do not open the browser; also when CI is set
  --data-dir DIR  where settings are kept (default $XDG_CONFIG_HOME/culvert-activity)
  --record FILE   write a recording of main when the app ends, without the content of messages;
                  npx culvert-marbles FILE draws it
  --help          show this and exit
`;

/** Reads the command line. A mistake is returned as a sentence, and never thrown. */
export function parseArguments(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowPositionals: false,
      strict: true,
      options: {
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        record: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help === true) return { kind: 'help' };
    if (values.port !== undefined && !isPort(values.port)) {
      return { kind: 'mistake', message: `--port takes a number from 0 to 65535, not “${values.port}”.` };
    }
    if (values['data-dir'] === '') return { kind: 'mistake', message: '--data-dir takes a folder.' };
    if (values.record === '') return { kind: 'mistake', message: '--record takes a file.' };
    return {
      kind: 'run',
      options: {
        port: values.port === undefined ? undefined : Number(values.port),
        opensBrowser: values['no-open'] !== true,
        dataDir: values['data-dir'],
        record: values.record,
      },
    };
  } catch (error) {
    // parseArgs explains the mistake in the first sentence. The rest is about its own quoting
    // rules.
    const message = messageOf(error);
    return { kind: 'mistake', message: message.split(/(?<=[.!?'])\s/)[0] ?? message };
  }
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535;
}
