/**
 * Runs the test files of the npm package `events`, which are Node's own tests of EventEmitter. A file that requires the
 * package gets one of our emitters. The results are posted. It runs in a worker, because such a file changes globals.
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

/** The input of this worker. */
export interface TestRun {
  readonly emitter: EmitterName;
  /** The folder of the test files. */
  readonly folder: string;
  readonly files: readonly string[];
}

/** The result that the worker posts for a file. */
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
    // The part of the runner `tape` that the files use.
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

/** `assert.throws`, which also accepts an argument error of Node if an older text of it is expected. */
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

/** The `require` of the test files. No module is kept from one file to the next. */
function loader(atEnd: (() => void)[]): (name: string) => unknown {
  const replacements: Readonly<Record<string, unknown>> = {
    '../': subject,
    tape: { onFinish: (check: () => void) => void atEnd.push(check) },
    has: Object.hasOwn,
    // The files are older than this Node, which has other error texts.
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
