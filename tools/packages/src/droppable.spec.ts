import { withMarks } from './lib/droppable.mjs';

describe('withMarks', () => {
  it.each([
    [
      'a class that extends another',
      'class A extends B {}',
      'const A = /*#__PURE__*/ (() => class A extends B {})();',
    ],
    [
      'the calls of a declaration',
      'const a = f(new G({ h: h() }));',
      'const a = /*#__PURE__*/ f(/*#__PURE__*/ new G({ h: /*#__PURE__*/ h() }));',
    ],
  ])('marks %s', (_title, code, expected) => {
    expect(withMarks(code)).toBe(expected);
  });

  it.each([
    ['a class of its own', 'class A { b = f(); }'],
    ['a call in a function', 'const a = () => f();'],
    ['a statement', 'f();'],
    ['a function', 'function a() { return f(); }'],
  ])('leaves %s as it is', (_title, code) => {
    expect(withMarks(code)).toBe(code);
  });
});
