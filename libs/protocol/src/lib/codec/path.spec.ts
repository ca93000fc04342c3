import { formatPath, type Path } from './path.js';

function path(...keys: Path['key'][]): Path | undefined {
  return keys.reduce<Path | undefined>((parent, key) => ({ parent, key }), undefined);
}

describe('formatPath', () => {
  it.each<[string, Path['key'][]]>([
    ['args', []],
    ['args[0]', [0]],
    ['args[0].onClick', [0, 'onClick']],
    ['args[1][2].a.b', [1, 2, 'a', 'b']],
    ['args[1]["two words"]', [1, 'two words']],
    ['args[0]["1"]', [0, '1']],
    ['args[0][""]', [0, '']],
    ['args[0].__proto__', [0, '__proto__']],
    ['args[0].$ø_1', [0, '$ø_1']],
    ['args[0]["a\\"b\\n"]', [0, 'a"b\n']],
    ['args[0]["\\ud800"]', [0, '\ud800']],
    ['args[0].get("a b").c', [0, { get: 'a b' }, 'c']],
    ['args[0].get(7)', [0, { get: 7 }]],
    ['args[0].keys()[3]', [0, { of: 'keys', at: 3 }]],
    ['args[0].values()[3][0]', [0, { of: 'values', at: 3 }, 0]],
  ])('%s', (text, keys) => {
    expect(formatPath(path(...keys))).toBe(text);
  });

  it('writes a path of 10,000 steps', () => {
    const keys = Array.from({ length: 10_000 }, () => 0);
    expect(formatPath(path(...keys))).toBe(`args${'[0]'.repeat(10_000)}`);
  });
});
