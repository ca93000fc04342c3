import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Consumer } from './consumer.js';

const command = '@culvert/testing/bin/culvert-marbles.mjs';
let consumer: Consumer;
beforeAll(() => {
  consumer = new Consumer().add('plain');
  expect(consumer.runNode(['record.mjs'])).toEqual({ status: 0, output: '' });
});
afterAll(() => consumer.remove());

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
