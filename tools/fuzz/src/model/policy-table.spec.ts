import { permits, type Cast } from './policy-table.js';

const cast: Cast = { victim: 1, honest: new Set([1, 2]) };

describe('the table of the policy', () => {
  it.each([
    [3, 'send', 'open', undefined, true],
    [3, 'send', 'secret', undefined, false],
    [1, 'send', 'secret', undefined, true],
    [3, 'call', 'app/echo', undefined, true],
    [3, 'call', 'app/secret', undefined, false],
    [3, 'call', 'peer/echo', 1, true],
    [3, 'call', 'peer/secret', 1, false],
    [3, 'call', 'peer/echo', 2, false],
    [3, 'sendTo', 'anything', 4, true],
    [3, 'port', 'hello', 1, false],
  ])('decides for renderer %s, %s %s to %s: %s', (sender, kind, channel, target, expected) => {
    expect(permits(cast, sender, kind, channel, target)).toBe(expected);
  });
});
