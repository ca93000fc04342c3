import { tokenHider } from './token-hider.js';

describe('tokenHider', () => {
  it.each([
    ['secret', 'secret'],
    ['a b+c', 'a b+c', 'a%20b%2Bc', 'a%20b%2bc', 'a+b%2Bc'],
    ['p%2Fq/=', 'p%2Fq/=', 'p%252Fq%2F%3D', 'p%252fq%2f%3d'],
    ['ÄÖ', 'ÄÖ', '%C3%84%C3%96', '%c3%84%c3%96', Buffer.from('ÄÖ').toString('latin1')],
    ["x~!'()*.$^|\\y", "x~!'()*.$^|\\y", new URLSearchParams({ '': "x~!'()*.$^|\\y" }).toString().slice(1)],
    ['\u{1f511}', '\u{1f511}', '%F0%9F%94%91'],
    ['token', 'token'],
  ])('hides the token %j in each form', (token, ...forms) => {
    const hide = tokenHider(token);
    for (const form of forms) expect(hide(`http://h/${form}/x-${form}`)).toBe('http://h/[token]/x-[token]');
  });

  it('leaves other text as it is', () => {
    expect(tokenHider('a.c')('abc a%2Ec a.')).toBe('abc [token] a.');
  });
});
