import { existsSync, linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Consumer } from './consumer.js';

const command = '@culvert/testing/bin/culvert-marbles.mjs';
let consumer: Consumer;
beforeAll(() => {
  consumer = new Consumer().add('plain');
  expect(consumer.runNode(['record.mjs'])).toEqual({ status: 0, output: '' });
});
afterAll(() => consumer.remove());

function writeModule(name: string, code: string): void {
  writeFileSync(join(consumer.root, name), code);
}

/** Runs a test with a fault in the router that the project has installed. */
function withBrokenRouter(from: string, to: string, test: () => void): void {
  const file = join(consumer.root, 'node_modules/@culvert/router/dist/index.js');
  const code = readFileSync(file, 'utf8');
  expect(code).toContain(from);
  writeFileSync(file, code.replace(from, to));
  try {
    test();
  } finally {
    writeFileSync(file, code);
  }
}

describe('culvert-marbles', () => {
  it('draws the recording', () => {
    const { status, output } = consumer.runPackage(command, ['log.jsonl', '--channel', 'keys']);
    expect(output).toMatch(/^main +.+\nrenderer 1 \(window\) +.+\n/m);
    expect(output).toContain('send \'keys\' ["a"]');
    expect(output).toContain("!  drop sendTo 'keys' → 9: unknown-target");
    expect(status).toBe(0);
  });

  it('writes a spec that passes, and that fails for a broken router', () => {
    const options = ['--spec', 'log.test.mjs', '--reducer', 'keys.mjs'];
    expect(consumer.runPackage(command, ['log.jsonl', ...options])).toEqual({ status: 0, output: '' });
    const run = () => consumer.runNode(['--test', 'log.test.mjs']).output;
    expect(run()).toMatch(/# pass 2\n# fail 0/);
    const faults = [
      ['an effect is lost', "effects.push({ type: 'abandon', of, seq });", ';'],
      ['a number is used twice', 'lastSeq: serving.seq }', 'lastSeq: state.lastSeq }'],
      [
        'an old epoch is answered',
        "[{ type: 'reply', to, seq, sync: pending",
        "[{ type: 'reply', to: { ...to, epoch: to.epoch - 1 }, seq, sync: pending",
      ],
    ] as const;
    for (const [, from, to] of faults) {
      withBrokenRouter(from, to, () => {
        const output = run();
        expect(output).toMatch(/# pass 1\n# fail 1/);
        expect(output).toMatch(/The router decides item \d+ of \d+ otherwise than recorded/);
      });
    }
  });

  it('writes a spec for Vitest', () => {
    consumer.runPackage(command, ['log.jsonl', '--spec', 'log.vitest.spec.mjs', '--runner', 'vitest']);
    const { output } = consumer.runPackage('vitest/vitest.mjs', ['run', '--no-color', 'log.vitest.spec.mjs']);
    expect(output).toMatch(/Tests +1 passed \(1\)/);
  });

  it('writes a Chrome trace', () => {
    consumer.runPackage(command, ['log.jsonl', '--trace', 'trace.json']);
    const trace = JSON.parse(readFileSync(join(consumer.root, 'trace.json'), 'utf8')) as {
      readonly traceEvents: readonly object[];
      readonly otherData: object;
    };
    expect(trace.traceEvents.length).toBeGreaterThan(30);
    expect(trace.otherData).toMatchObject({ culvert: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
  });

  it('needs content for a reducer', () => {
    const options = ['--spec', 'redacted.test.mjs', '--reducer', 'keys.mjs'];
    expect(consumer.runPackage(command, ['redacted.jsonl', ...options])).toEqual({
      status: 1,
      output: 'The recording has no content of messages. Record with { redact: false }.\n',
    });
  });

  it.each([
    ['nothing', 'undefined', 'returns nothing for message 1 of 11, on “keys”.'],
    [
      'a promise',
      "Promise.reject(new Error('x'))",
      'returns a promise for message 1 of 11, on “keys”. It must return the state.',
    ],
    [
      'an error',
      '(() => { throw new RangeError("no key"); })()',
      'throws for message 1 of 11, on “keys”: no key',
    ],
  ])('refuses a reducer with %s', (_title, value, end) => {
    writeModule('odd.mjs', `export const initial = 0; export const reducer = () => ${value};`);
    expect(
      consumer.runPackage(command, ['log.jsonl', '--spec', 'odd.test.mjs', '--reducer', 'odd.mjs']),
    ).toEqual({
      status: 1,
      output: `The reducer of odd.mjs ${end}\n`,
    });
  });

  it('refuses a module without a reducer or an initial state, and a state that a spec cannot contain', () => {
    const outputOf = (code: string) => {
      writeModule('odd.mjs', code);
      return consumer.runPackage(command, ['log.jsonl', '--spec', 'odd.test.mjs', '--reducer', 'odd.mjs']);
    };
    expect(outputOf('export const initial = 0;')).toEqual({
      status: 1,
      output: 'odd.mjs has no export “reducer”.\n',
    });
    expect(outputOf('export const reducer = () => 1;')).toEqual({
      status: 1,
      output: 'odd.mjs has no export “initial”.\n',
    });
    const stateOfClass =
      'export const initial = 0; export const reducer = () => ({ a: new (class Todo {})() });';
    expect(outputOf(stateOfClass)).toEqual({
      status: 2,
      output: 'replaySpec: a spec cannot contain state.a, which is an instance of Todo.\nTry --help.\n',
    });
    expect(existsSync(join(consumer.root, 'odd.test.mjs'))).toBe(false);
  });

  it('compares a Map of the reducer, and fails for another one', () => {
    const module = (value: string) =>
      `export const initial = new Map(); export const reducer = (map, { channel }) => new Map(map).set(channel, ${value});`;
    writeModule('map.mjs', module('1n'));
    expect(
      consumer.runPackage(command, ['log.jsonl', '--spec', 'map.test.mjs', '--reducer', 'map.mjs']),
    ).toEqual({ status: 0, output: '' });
    expect(consumer.runNode(['--test', 'map.test.mjs']).output).toMatch(/# pass 2\n# fail 0/);
    writeModule('map.mjs', module('2n'));
    expect(consumer.runNode(['--test', 'map.test.mjs']).output).toMatch(/# pass 1\n# fail 1/);
  });

  it('overwrites neither its inputs nor another output, by any path', () => {
    const inRoot = (name: string) => join(consumer.root, name);
    symlinkSync('log.jsonl', inRoot('symbolic.mjs'));
    linkSync(inRoot('log.jsonl'), inRoot('hard.mjs'));
    symlinkSync('.', inRoot('here'));
    symlinkSync('late.mjs', inRoot('early.mjs'));
    const log = readFileSync(inRoot('log.jsonl'), 'utf8');
    const refusal = (name: string, owner: string) => ({
      status: 2,
      output: `${name} would overwrite the file of ${owner}.\nTry --help.\n`,
    });
    const run = (...args: readonly string[]) => consumer.runPackage(command, ['log.jsonl', ...args]);
    for (const same of ['log.jsonl', './log.jsonl', 'here/log.jsonl', 'symbolic.mjs', 'hard.mjs']) {
      expect(run('--spec', same)).toEqual(refusal('--spec', 'LOG'));
    }
    expect(run('--trace', inRoot('hard.mjs'))).toEqual(refusal('--trace', 'LOG'));
    expect(run('--spec', 'here/keys.mjs', '--reducer', 'keys.mjs')).toEqual(refusal('--spec', '--reducer'));
    expect(run('--spec', 'new.mjs', '--trace', 'here/new.mjs')).toEqual(refusal('--trace', '--spec'));
    expect(existsSync(inRoot('new.mjs'))).toBe(false);
    expect(run('--spec', 'early.mjs', '--trace', 'late.mjs')).toEqual(refusal('--trace', '--spec'));
    expect(readFileSync(inRoot('log.jsonl'), 'utf8')).toBe(log);
  });

  it.each([['--spec'], ['--trace']])('says why it cannot write the file of %s', (option) => {
    expect(consumer.runPackage(command, ['log.jsonl', option, 'none/x.mjs'])).toEqual({
      status: 1,
      output: "none/x.mjs cannot be written: ENOENT: no such file or directory, open 'none/x.mjs'\n",
    });
  });

  it('explains itself', () => {
    expect(consumer.runPackage(command, ['--help'])).toMatchObject({
      status: 0,
      output: expect.stringContaining('Usage: culvert-marbles LOG [options]') as string,
    });
  });

  it.each([
    [[], 'culvert-marbles takes one file.'],
    [['log.jsonl', 'other.jsonl'], 'culvert-marbles takes one file.'],
    [['log.jsonl', '--form', '1'], "Unknown option '--form'."],
    [['log.jsonl', '--from', 'x'], '--from takes a number, not “x”.'],
    [['log.jsonl', '--by', 'time'], '--by takes process or channel, not “time”.'],
    [['log.jsonl', '--from', '5', '--to', '1'], 'from must not be after to; it is 5, and to is 1.'],
    [['log.jsonl', '--limit', '0'], 'limit must be an integer, 1 or more; not 0.'],
    [['log.jsonl', '--spec', 'a.test.cjs'], '--spec writes an ES module, which a.test.cjs cannot be.'],
    [['log.jsonl', '--runner', 'jest'], '--runner and --reducer need --spec FILE.'],
  ])('refuses %j in a sentence', (args, sentence) => {
    const { status, output } = consumer.runPackage(command, args);
    expect(output).toBe(`${sentence}\nTry --help.\n`);
    expect(status).toBe(2);
  });

  it.each([
    [
      'record.mjs',
      'record.mjs: The recording cannot be read, line 1: it is not JSON. The file may have been cut off there.\n',
    ],
    ['none.jsonl', "none.jsonl: ENOENT: no such file or directory, open 'none.jsonl'\n"],
  ])('says why it cannot read %s', (file, sentence) => {
    expect(consumer.runPackage(command, [file])).toEqual({ status: 1, output: sentence });
  });
});
