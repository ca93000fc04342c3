import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordApp } from '../../../testing/recorded-app.js';
import * as testing from '../../index.js';
import { messagesOf, replaySpec, type RecordedMessage, type Recording } from '../../index.js';

const [recording] = recordApp({ redact: false });

/** An app's reducer, in a module of its own. */
const keys = {
  initial: { typed: '' },
  reducer: ({ typed }: { readonly typed: string }, { channel, args }: RecordedMessage) => ({
    typed: channel === 'keys' ? typed + String(args[0]) : typed,
  }),
};

let folder = '';
let written = 0;

/** Runs a spec with other modules, and returns the result of each test by its title: `undefined` or an error. */
function runSpec(text: string, modules: Readonly<Record<string, unknown>> = {}): Map<string, unknown> {
  const body = text.replaceAll(/^import (.+) from '(.+)';$/gm, (_line, names: string, from: string) =>
    names.startsWith('{')
      ? `const ${names} = modules['${from}'];`
      : `const ${names} = modules['${from}'].default;`,
  );
  const results = new Map<string, unknown>();
  const test = (title: string, run: () => void) => {
    try {
      results.set(title, run());
    } catch (error) {
      results.set(title, error);
    }
  };
  // Jest's own realm, as for a spec of a user: strict equality compares prototypes.
  const file = join(folder, `written-${written++}.js`);
  writeFileSync(file, `module.exports = function (modules, test, expect) { ${body} };`);
  const run = jest.requireActual<(modules: object, test: unknown, expect: object) => void>(file);
  const known = {
    'node:assert/strict': { default: assert },
    'node:fs': { readFileSync },
    'node:path': { join },
    'node:test': {},
    '@culvert/testing': testing,
  };
  const testPath = join(folder, 'written.spec.js');
  run({ ...known, ...modules }, test, { getState: () => ({ testPath }) });
  return results;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'culvert-spec-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without its import of a test, which this spec provides. */
const specOf = (given: Recording, options = {}) => replaySpec(given, { runner: 'jest', ...options });

describe('replaySpec', () => {
  it('contains the recording, and passes', () => {
    const results = runSpec(specOf(recording!));
    expect([...results]).toEqual([
      [expect.stringMatching(/^the router decides \d+ events as it did$/), undefined],
    ]);
  });

  it('fails if the router decides otherwise', () => {
    const items = recording!.items.map((item) => (item.kind === 'event' ? { ...item, effects: [] } : item));
    const lines = recording!.toJSONLines().split('\n');
    const tampered = {
      ...recording!,
      items,
      toJSONLines: () => lines.join('\n').replaceAll('"dispatch"', '"relay"'),
    };
    const [[, result]] = [...runSpec(specOf(tampered))] as [[string, Error]];
    expect(result.message).toContain('The router decides item');
  });

  it('keeps quotes, backslashes and line breaks of the content', () => {
    const channel = `it's "\\" \n\u2028 \${x} \`y\``;
    const text = recording!.toJSONLines().replaceAll('"keys"', JSON.stringify(channel));
    const odd = testing.readRecording(text);
    expect([...runSpec(specOf(odd)).values()]).toEqual([undefined]);
  });

  it('reads a file beside it', () => {
    writeFileSync(join(folder, "app's.jsonl"), recording!.toJSONLines());
    const text = specOf(recording!, { file: "./app's.jsonl" });
    expect(text.length).toBeLessThan(500);
    expect([...runSpec(text).values()]).toEqual([undefined]);
  });

  it('runs the reducer of the app over the messages', () => {
    const state = messagesOf(recording!).reduce(keys.reducer, keys.initial);
    expect(state).toEqual({ typed: 'ab' });
    const text = specOf(recording!, { reducer: { from: './keys.js', state } });
    expect([...runSpec(text, { './keys.js': keys }).values()]).toEqual([undefined, undefined]);
    const other = { ...keys, reducer: () => ({ typed: 'abc' }) };
    const results = runSpec(text, { './keys.js': other });
    expect(results.get('the reducer of ./keys.js comes to the recorded state')).toMatchObject({
      code: 'ERR_ASSERTION',
    });
  });

  it('compares the state itself, not its JSON', () => {
    const state = {
      map: new Map<unknown, unknown>([['a', { n: 1 }]]),
      set: new Set([1, 'x']),
      date: new Date(5),
      bytes: new Uint8Array([1, 255]),
      buffer: Buffer.from([7]),
      numbers: [NaN, -0, Infinity, 12n],
      ['__proto__']: undefined,
      none: Object.assign(Object.create(null) as object, { a: [] }),
      text: "it's \u2028 \ud800 ${x} `y`",
    };
    const text = specOf(recording!, { reducer: { from: './keys.js', state } });
    const resultOf = (actual: unknown) => {
      const module = { initial: undefined, reducer: () => actual };
      return runSpec(text, { './keys.js': module }).get(
        'the reducer of ./keys.js comes to the recorded state',
      );
    };
    expect(resultOf(state)).toBeUndefined();
    const others: readonly Partial<Record<keyof typeof state, unknown>>[] = [
      { map: new Map() },
      { map: {} },
      { map: new Map([['a', { n: 2 }]]) },
      { set: new Set([1]) },
      { date: new Date(6) },
      { date: '1970-01-01T00:00:00.005Z' },
      { bytes: new Uint8Array([1, 254]) },
      { numbers: [null, 0, null, 12] },
      { numbers: [NaN, 0, Infinity, 12n] },
      { none: { a: [] } },
      { text: '' },
    ];
    for (const other of others) {
      expect(resultOf({ ...state, ...other })).toMatchObject({ code: 'ERR_ASSERTION' });
    }
    expect(resultOf(Promise.resolve(state))).toMatchObject({ code: 'ERR_ASSERTION' });
  });

  it.each([
    [Promise.resolve({}), ', which is an instance of Promise.'],
    [{ todos: [{ done: () => true }] }, '.todos[0].done, which is a function.'],
    [{ todos: [new (class Todo {})()] }, '.todos[0], which is an instance of Todo.'],
    [new (class Todos extends Map {})(), ', which is an instance of Todos.'],
    [new Map([['a', Symbol('x')]]), '[0][1], which is a symbol.'],
    [{ error: new Error('x') }, '.error, which is an instance of Error.'],
    [Object.assign(new Date(5), { zone: 'UTC' }), ', which is a Date with further properties.'],
    [{ [Symbol('x')]: 1 }, ', which is a symbol as a key.'],
    [new Array(2), ', which is a list with a hole or a name.'],
    [
      Object.defineProperty({}, 'self', {
        enumerable: true,
        get(this: object) {
          return this;
        },
      }),
      '.self, which is a value that contains itself.',
    ],
  ])('refuses a state that it cannot contain: %#', (state, end) => {
    expect(() => specOf(recording!, { reducer: { from: './keys.js', state } })).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: `replaySpec: a spec cannot contain state${end}`,
      }),
    );
  });

  it.each([
    [{ foo: 1 }, "replaySpec: options has no 'foo', but runner, file, reducer."],
    [{ file: 5 }, 'file must be a text that is not empty.'],
    [{ reducer: {} }, 'replaySpec: reducer must have the module `from` and the expected `state`.'],
    [
      { reducer: { from: './a.js' } },
      'replaySpec: reducer must have the module `from` and the expected `state`.',
    ],
    [{ reducer: { from: 5, state: 1 } }, 'reducer.from must be a text that is not empty.'],
    [{ reducer: null }, 'replaySpec: reducer must be an object; not null.'],
  ])('refuses the options %j', (options, message) => {
    expect(() => replaySpec(recording!, options as object)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT', message }),
    );
  });

  it.each([
    ['node', "import { test } from 'node:test';", "new URL('./a.jsonl', import.meta.url)"],
    ['vitest', "import { test } from 'vitest';", "new URL('./a.jsonl', import.meta.url)"],
    [
      'jest',
      "import { join } from 'node:path';",
      "join(String(expect.getState().testPath), '..', './a.jsonl')",
    ],
  ] as const)('is written for %s', (runner, line, path) => {
    const text = replaySpec(recording!, { runner, file: './a.jsonl' });
    expect(text).toContain(line);
    expect(text).toContain(`readRecording(readFileSync(${path}, 'utf8'))`);
  });

  it('refuses another runner, and a value that is no recording', () => {
    expect(() => replaySpec(recording!, { runner: 'mocha' as never })).toThrow(
      "runner must be 'node', 'jest' or 'vitest'.",
    );
    expect(() => replaySpec({} as never)).toThrow('replaySpec needs a recording');
  });
});
