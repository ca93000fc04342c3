#!/usr/bin/env node
// Draws a recording of `record(main.inspect$)`, and writes a spec or a trace of it.
import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
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
  --spec FILE       write a spec, an ES module, that replays the recording against the installed router
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
  const exported = await import(pathToFileURL(resolve(module)).href).catch((error) => {
    throw new Mistake(`${module} cannot be loaded: ${messageOf(error)}`, 1);
  });
  const { reducer, initial } = exported;
  if (typeof reducer !== 'function') throw new Mistake(`${module} has no export “reducer”.`, 1);
  if (!('initial' in exported)) throw new Mistake(`${module} has no export “initial”.`, 1);
  const messages = messagesOf(recording);
  if (messages.every(({ args }) => args.length === 0))
    throw new Mistake('The recording has no content of messages. Record with { redact: false }.', 1);
  /** @type {unknown} */
  let state = initial;
  for (const [index, message] of messages.entries()) {
    const during = `for message ${index + 1} of ${messages.length}, on “${message.channel}”`;
    try {
      state = reducer(state, message, index, messages);
    } catch (error) {
      throw new Mistake(`The reducer of ${module} throws ${during}: ${messageOf(error)}`, 1);
    }
    // The next call might hide it.
    if (state === undefined) throw new Mistake(`The reducer of ${module} returns nothing ${during}.`, 1);
    if (!isThenable(state)) continue;
    state.then(undefined, () => {});
    throw new Mistake(`The reducer of ${module} returns a promise ${during}. It must return the state.`, 1);
  }
  return { from: fromSpec(spec, module), state };
}

/**
 * @param {unknown} value
 * @returns {value is PromiseLike<unknown>}
 */
function isThenable(value) {
  return typeof (/** @type {{ then?: unknown } | null} */ (value)?.then) === 'function';
}

/**
 * One text for each file, whichever path leads to it: a link, another name, or another way through the folders.
 *
 * @param {string} file
 */
function identityOf(file) {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stats !== undefined) return `${stats.dev} ${stats.ino}`;
  try {
    return join(realpathSync(dirname(file)), basename(file));
  } catch {
    // The folder is missing, so the program cannot write the file either.
    return file;
  }
}

/**
 * Writes the files, none of which is an input or another output.
 *
 * @param {readonly (readonly [string, string])[]} inputs the name and the path of each
 * @param {readonly (readonly [string, string, string])[]} outputs the name, the path and the text of each
 */
function writeFiles(inputs, outputs) {
  const refuseShared = () => {
    /** @type {Map<string, string>} */
    const owners = new Map();
    for (const [name, file] of [...inputs, ...outputs]) {
      const identity = identityOf(file);
      const owner = owners.get(identity);
      if (owner !== undefined && name !== '--reducer')
        throw new Mistake(`${name} would overwrite the file of ${owner}.`);
      owners.set(identity, name);
    }
  };
  for (const [, file, text] of outputs) {
    // The first output may be the target of a link that led nowhere before.
    refuseShared();
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw new Mistake(`${file} cannot be written: ${messageOf(error)}`, 1);
    }
  }
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
  if (spec !== undefined && /\.c[jt]s$/.test(spec))
    throw new Mistake(`--spec writes an ES module, which ${basename(spec)} cannot be.`);
  const recording = readLog(log);
  const needsDiagram = values.diagram || (spec === undefined && trace === undefined);
  const diagram = needsDiagram ? `${toMarbles(recording, { by, channel, from, to, limit })}\n` : '';
  /** @type {[string, string, string][]} */
  const outputs = [];
  if (spec !== undefined) {
    const ofApp = reducer === undefined ? undefined : await reducerOf(reducer, spec, recording);
    const text = replaySpec(recording, { runner, file: fromSpec(spec, log), reducer: ofApp });
    outputs.push(['--spec', spec, text]);
  }
  if (trace !== undefined) outputs.push(['--trace', trace, recording.toChromeTrace()]);
  writeFiles(
    [['LOG', log], ...(reducer === undefined ? [] : [/** @type {const} */ (['--reducer', reducer])])],
    outputs,
  );
  process.stdout.write(diagram);
}

// A reader such as `head` closes the pipe early. It has what it wants.
process.stdout.on('error', (error) => {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') throw error;
});

run().catch((/** @type {unknown} */ given) => {
  const isArgument =
    given instanceof Error && 'code' in given && String(given.code).startsWith('ERR_CULVERT_');
  const error = isArgument ? new Mistake(given.message) : /** @type {Error} */ (given);
  const isMistake = error instanceof Mistake;
  process.stderr.write(`${isMistake ? error.message : error.stack}\n`);
  if (isMistake && error.exitCode === 2) process.stderr.write('Try --help.\n');
  process.exitCode = isMistake ? error.exitCode : 1;
});
