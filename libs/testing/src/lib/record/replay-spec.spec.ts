import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
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
  const run = runInThisContext(`(function (modules, test, __dirname) { ${body} })`) as (
    modules: object,
    test: unknown,
    folder: string,
  ) => void;
  const known = {
    'node:assert/strict': { default: assert },
    'node:fs': { readFileSync },
    'node:path': { join },
    'node:test': {},
    '@culvert/testing': testing,
  };
  run({ ...known, ...modules }, test, folder);
  return results;
}

let folder = '';
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

  it.each([
    ['node', "import { test } from 'node:test';", "new URL('./a.jsonl', import.meta.url)"],
    ['vitest', "import { test } from 'vitest';", "new URL('./a.jsonl', import.meta.url)"],
    ['jest', "import { join } from 'node:path';", "join(__dirname, './a.jsonl')"],
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
