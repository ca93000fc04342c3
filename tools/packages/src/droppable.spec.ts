import { withMarks } from './lib/droppable.mjs';

describe('withMarks', () => {
  it.each([
    [
      'a class that extends another',
      'class A extends B {}',
      'const A = /*#__PURE__*/ (() => (class A extends B {}))();',
    ],
    [
      'a class with a computed member',
      'class A { [b]() {} }',
      'const A = /*#__PURE__*/ (() => (class A { [b]() {} }))();',
    ],
    ['a call', 'const a = f(g());', 'const a = /*#__PURE__*/ (() => (f(g())))();'],
    ['an expression', 'const a = 64 * b;', 'const a = /*#__PURE__*/ (() => (64 * b))();'],
    ['an object', 'const a = { b: {} };', 'const a = /*#__PURE__*/ (() => ({ b: {} }))();'],
  ])('marks %s', (_title, code, expected) => {
    expect(withMarks(code)).toBe(expected);
  });

  it.each([
    ['a class of its own', 'class A { b = f(); }'],
    ['a call in a function', 'const a = () => f();'],
    ['a literal', 'const a = 1;'],
    ['a variable without a value', 'let a;'],
    ['a statement', 'f();'],
    ['a function', 'function a() { return f(); }'],
  ])('leaves %s as it is', (_title, code) => {
    expect(withMarks(code)).toBe(code);
  });
});
