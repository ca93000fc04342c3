import { withoutInnerMembers } from './lib/structural.mjs';

const typings = `declare class A {
    #private;
    /** Stays. */
    readonly a: string;
    /** Goes with its member. */
    private readonly b;
    protected c(): void;
    private constructor();
    d(): void;
}
`;

describe('the typings of a class', () => {
  it('keep public members and constructors only', () => {
    expect(withoutInnerMembers(typings)).toBe(`declare class A {
    /** Stays. */
    readonly a: string;
    private constructor();
    d(): void;
}
`);
  });
});
