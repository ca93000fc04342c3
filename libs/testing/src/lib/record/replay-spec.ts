import { invalidArgument } from '@culvert/protocol';
import type { Recording } from './recording.js';
import { checkNames, checkText } from './check-names.js';
import { checkRecording } from './check-recording.js';
import { literalOf } from './literal.js';

/** Options of {@link replaySpec}. */
export interface ReplaySpecOptions {
  /** The test runner. Default: `'node'` (`node:test`). */
  readonly runner?: 'node' | 'jest' | 'vitest' | undefined;
  /** The file with the JSON lines, relative to the spec. Default: the spec contains them. */
  readonly file?: string | undefined;
  /** A reducer of the app, and the state to which the messages of the recording lead it. */
  readonly reducer?: ReducerOfSpec | undefined;
}

/** A reducer of an app, for a spec. */
export interface ReducerOfSpec {
  /** The module of the reducer, relative to the spec. It exports `reducer(state, message)` and `initial`. */
  readonly from: string;
  /**
   * The expected state: `messagesOf(recording).reduce(reducer, initial)`. It may contain plain objects, lists, dates,
   * Maps, Sets, typed arrays and bigints.
   */
  readonly state: unknown;
}

/** How a runner brings its `test`, and how a spec there finds a file. Jest's specs are CommonJS, or ES modules. */
const RUNNERS = {
  node: { imports: ["import { test } from 'node:test';"], path: (file: string) => urlOf(file) },
  vitest: { imports: ["import { test } from 'vitest';"], path: (file: string) => urlOf(file) },
  jest: {
    imports: [],
    path: (file: string) => `join(String(expect.getState().testPath), '..', ${quoted(file)})`,
  },
} as const;

function urlOf(file: string): string {
  return `new URL(${quoted(file)}, import.meta.url)`;
}

/**
 * Writes a spec that replays a recording: the installed router must decide each event as it did. With a `reducer`, a
 * second test runs this reducer over the recorded messages. The spec is an ES module, in TypeScript and JavaScript alike.
 *
 * @returns the text of the spec
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is no recording, and for an unknown or invalid option
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a state with a promise, a function or an instance of a class
 * @example
 * writeFileSync('report.spec.ts', replaySpec(recording, { runner: 'vitest' }));
 */
export function replaySpec(recording: Recording, options: ReplaySpecOptions = {}): string {
  checkRecording('replaySpec', recording);
  checkNames('replaySpec: options', options, ['runner', 'file', 'reducer']);
  const { runner = 'node', file, reducer } = options;
  if (!Object.hasOwn(RUNNERS, runner)) throw invalidArgument("runner must be 'node', 'jest' or 'vitest'.");
  checkText('file', file);
  if (reducer !== undefined) checkReducer(reducer);
  const { imports, path } = RUNNERS[runner];
  const events = recording.items.filter(({ kind }) => kind === 'event').length;
  const isJestFile = file !== undefined && runner === 'jest';
  const names = ['readRecording', 'replay', ...(reducer === undefined ? [] : ['messagesOf'])].sort();
  return [
    ...(reducer === undefined ? [] : ["import assert from 'node:assert/strict';"]),
    ...(file === undefined ? [] : ["import { readFileSync } from 'node:fs';"]),
    ...(isJestFile ? ["import { join } from 'node:path';"] : []),
    ...imports,
    `import { ${names.join(', ')} } from '@culvert/testing';`,
    ...(reducer === undefined ? [] : [`import { initial, reducer } from ${quoted(reducer.from)};`]),
    '',
    file === undefined
      ? `const recording = readRecording(\n${embedded(recording)},\n);`
      : `const recording = readRecording(readFileSync(${path(file)}, 'utf8'));`,
    '',
    `test('the router decides ${events} events as it did', () => {`,
    '  replay(recording);',
    '});',
    ...(reducer === undefined ? [] : reducerTest(reducer)),
    '',
  ].join('\n');
}

function embedded(recording: Recording): string {
  const lines = recording.toJSONLines().trimEnd().split('\n');
  return `  [\n${lines.map((line) => `    ${quoted(line)},`).join('\n')}\n  ].join('\\n')`;
}

function reducerTest({ from, state }: ReducerOfSpec): readonly string[] {
  const expected = literalOf(state, { indent: 2, other: refuseState }).replaceAll('\n', '\n  ');
  return [
    '',
    `test(${quoted(`the reducer of ${from} comes to the recorded state`)}, () => {`,
    '  const state = messagesOf(recording).reduce(reducer, initial);',
    `  assert.deepEqual(state, ${expected});`,
    '});',
  ];
}

function checkReducer(reducer: ReducerOfSpec): void {
  checkNames('replaySpec: reducer', reducer, ['from', 'state']);
  if (reducer.from === undefined || reducer.state === undefined)
    throw invalidArgument('replaySpec: reducer must have the module `from` and the expected `state`.');
  checkText('reducer.from', reducer.from);
}

function refuseState(what: string, path: string): never {
  throw invalidArgument(`replaySpec: a spec cannot contain state${path}, which is ${what}.`);
}

/** A literal in single quotes. U+2028 and U+2029 are line breaks in old engines only. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
