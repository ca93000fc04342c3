import { docstringExamples } from './docstring-examples.js';

describe('docstringExamples', () => {
  it('reads each example up to the next tag, with its line', () => {
    const source = [
      'const a = 1;',
      '/**',
      ' * Opens it.',
      ' *',
      ' * @example',
      ' * open({',
      ' *   a,',
      ' * });',
      ' * @throws Error without `a`',
      ' * @example close();',
      ' */',
      '// @example none',
    ].join('\n');
    expect(docstringExamples(source)).toEqual([
      { line: 5, code: 'open({\n  a,\n});' },
      { line: 10, code: 'close();' },
    ]);
  });
});
