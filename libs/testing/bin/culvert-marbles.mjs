#!/usr/bin/env node
// Draws a recording of `record(main.inspect$)`, and writes a spec or a trace of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { messagesOf, readRecording, replaySpec, toMarbles } from '../dist/index.js';

const help = `Usage: culvert-marbles LOG [options]

Draws a recording of main, which record(main.inspect$).toJSONLines() has written to the file LOG.

  --diagram         draw the marbles; the default if there is no other output
  --by channel      a diagram for each channel, in place of one for all processes
  --channel NAME    draw only this channel
  --from MS         draw from this time on, in ms after the first item
  --to MS           draw up to this time
  --limit N         draw so many marbles at most, the newest ones (default 100)
  --spec FILE       write a spec that replays the recording against the installed router
  --runner NAME     the runner of that spec: node (default), jest or vitest
  --reducer MODULE  the spec also runs the export \`reducer\` of MODULE over the messages, from its export \`initial\`
  --trace FILE      write Chrome's trace JSON, which https://ui.perfetto.dev opens
  --help            show this and exit
`;

/** An error of the person at the terminal. The program shows its text, and no stack. */
class Mistake extends Error {
  /**
   * @param {string} message One sentence.
   * @param {number} exitCode 2 for wrong arguments, 1 for a file that cannot be used.
   */
  constructor(message, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        diagram: { type: 'boolean' },
        by: { type: 'string' },
        channel: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        limit: { type: 'string' },
        spec: { type: 'string' },
        runner: { type: 'string' },
        reducer: { type: 'string' },
        trace: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    // The first sentence explains the mistake. The rest is about quoting.
    throw new Mistake(messageOf(error).split(/(?<=[.!?'])\s/)[0] ?? '');
  }
}

/**
 * @param {string} name
 * @param {string | undefined} text
 */
function numberOf(name, text) {
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Mistake(`--${name} takes a number, not “${text}”.`);
  return Number(text);
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {readonly string[]} values
 */
function oneOf(name, text, values) {
  if (text !== undefined && !values.includes(text))
    throw new Mistake(`--${name} takes ${values.join(' or ')}, not “${text}”.`);
  return text;
}

/**
 * The path of a file as a module names it, from the folder of the spec.
 *
 * @param {string} spec
 * @param {string} file
 */
function fromSpec(spec, file) {
  const path = relative(dirname(resolve(spec)), resolve(file))
    .split(sep)
    .join('/');
  return path.startsWith('.') || isAbsolute(path) ? path : `./${path}`;
}

/**
 * @param {string} module
 * @param {string} spec
 * @param {import('@culvert/testing').Recording} recording
 */
async function reducerOf(module, spec, recording) {
  const { reducer, initial } = await import(pathToFileURL(resolve(module)).href).catch((error) => {
    throw new Mistake(`${module} cannot be loaded: ${messageOf(error)}`, 1);
  });
  if (typeof reducer !== 'function') throw new Mistake(`${module} has no export “reducer”.`, 1);
  const messages = messagesOf(recording);
  if (messages.every(({ args }) => args.length === 0))
    throw new Mistake('The recording has no content of messages. Record with { redact: false }.', 1);
  return { from: fromSpec(spec, module), state: messages.reduce(reducer, initial) };
}

/** @param {string} file */
function readLog(file) {
  try {
    return readRecording(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Mistake(`${file}: ${messageOf(error)}`, 1);
  }
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

async function run() {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const [log, ...others] = positionals;
  if (log === undefined || others.length > 0) throw new Mistake('culvert-marbles takes one file.');
  const { spec, trace, reducer, channel } = values;
  const by = /** @type {'process' | 'channel' | undefined} */ (
    oneOf('by', values.by, ['process', 'channel'])
  );
  const runner = /** @type {'node' | 'jest' | 'vitest' | undefined} */ (
    oneOf('runner', values.runner, ['node', 'jest', 'vitest'])
  );
  if (spec === undefined && (runner ?? reducer) !== undefined)
    throw new Mistake('--runner and --reducer need --spec FILE.');
  const [from, to, limit] = ['from', 'to', 'limit'].map((name) =>
    numberOf(name, values[/** @type {'from' | 'to' | 'limit'} */ (name)]),
  );
  const recording = readLog(log);
  if (values.diagram || (spec === undefined && trace === undefined))
    process.stdout.write(`${toMarbles(recording, { by, channel, from, to, limit })}\n`);
  if (spec !== undefined) {
    const ofApp = reducer === undefined ? undefined : await reducerOf(reducer, spec, recording);
    writeFileSync(spec, replaySpec(recording, { runner, file: fromSpec(spec, log), reducer: ofApp }));
  }
  if (trace !== undefined) writeFileSync(trace, recording.toChromeTrace());
}

run().catch((error) => {
  const isMistake = error instanceof Mistake;
  process.stderr.write(`${isMistake ? error.message : error.stack}\n`);
  if (isMistake && error.exitCode === 2) process.stderr.write('Try --help.\n');
  process.exitCode = isMistake ? error.exitCode : 1;
});
