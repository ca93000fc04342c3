/**
 * Runs the test files that the npm package `events` brings along (Node's own tests of EventEmitter), with one of our
 * emitters where the files require the package, and posts how each went. A worker: such a file changes what is global.
 */
import { EventEmitter } from 'events';
import assert from 'node:assert';
import { EventEmitter as NodeEventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { compileFunction } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { emitterClass } from './emitter-class.js';
import { emitters, type EmitterName } from './emitters.js';

/** What the spec tells this worker. */
export interface TestRun {
  readonly emitter: EmitterName;
  /** Where the test files are. */
  readonly folder: string;
  readonly files: readonly string[];
}

/** What the worker tells the spec. */
export interface TestResult {
  readonly file: string;
  readonly failure?: string;
}

const { emitter, folder, files } = workerData as TestRun;
const requireAround = createRequire(join(folder, 'index.js'));
const subject = emitterClass(emitters[emitter]);
const { defaultMaxListeners } = EventEmitter;

for (const file of files) {
  parentPort?.postMessage(await run(file));
  EventEmitter.defaultMaxListeners = defaultMaxListeners;
}

async function run(file: string): Promise<TestResult> {
  const atEnd: (() => void)[] = [];
  const load = loader(atEnd);
  try {
    // As much of a test of the runner `tape` as the files use.
    const test = {
      comment: () => undefined,
      on: (_end: string, restore: () => void) => void atEnd.push(restore),
    };
    Object.assign(load('common.js') as object, { test });
    await load(file);
    for (const check of atEnd) check();
    return { file };
  } catch (error) {
    return { file, failure: inspect(error) };
  }
}

/** `assert.throws`, satisfied by an argument error of Node where one in older words is expected. */
function throwsArgumentError(body: () => unknown, expected: unknown): void {
  if (!(expected instanceof RegExp)) {
    assert.throws(body);
    return;
  }
  const isArgumentError = /^\^(Type|Range)Error: /.test(expected.source);
  assert.throws(body, (error: Error & { readonly code?: string }) => {
    const { code = '' } = error;
    return (
      expected.test(String(error)) ||
      (isArgumentError && ['ERR_INVALID_ARG_TYPE', 'ERR_OUT_OF_RANGE'].includes(code))
    );
  });
}

/** The files' own `require`, with nothing kept from one test file to the next. */
function loader(atEnd: (() => void)[]): (name: string) => unknown {
  const replacements: Readonly<Record<string, unknown>> = {
    '../': subject,
    tape: { onFinish: (check: () => void) => void atEnd.push(check) },
    has: Object.hasOwn,
    // The files are older than this Node, which words its errors otherwise.
    ...(EventEmitter === NodeEventEmitter ? { assert: { ...assert, throws: throwsArgumentError } } : {}),
  };
  const loaded = new Map<string, unknown>();
  const requireOf = (name: string): unknown => {
    if (name in replacements) return replacements[name];
    return name.startsWith('./') ? load(`${name.slice(2)}.js`) : (requireAround(name) as unknown);
  };
  const load = (name: string): unknown => {
    if (loaded.has(name)) return loaded.get(name);
    const module = { exports: {} as unknown };
    const filename = join(folder, name);
    const code = readFileSync(filename, 'utf8');
    const body = compileFunction(code, ['require', 'module', 'exports'], { filename }) as (
      ...scope: unknown[]
    ) => void;
    body(requireOf, module, module.exports);
    loaded.set(name, module.exports);
    return module.exports;
  };
  return load;
}
