import fc from 'fast-check';
import { channelList } from './channel-list.js';

describe('channelList', () => {
  it.each([
    [['a'], 'a', true],
    [['a'], 'ab', false],
    [['a'], 'A', false],
    [[], '', false],
    [[''], '', true],
    [['files/*'], 'files/read', true],
    [['files/*'], 'files/', true],
    [['files/*'], 'files', false],
    [['files/*'], 'other/files/read', false],
    [['files/*'], 'files/*', true],
    [['a*b'], 'a*b', true],
    [['a*b'], 'axb', false],
    [['*'], '__proto__', true],
    [['a', 'b/*'], '__proto__', false],
    [['a', 'b/*'], 'constructor', false],
  ])('%j has %j: %s', (list, channel, isListed) => {
    expect(channelList(list)(channel)).toBe(isListed);
  });

  it.each([undefined, null, 'a', {}, [1], ['a', undefined], new Set(['a'])])(
    'throws for %p as a list',
    (list) => {
      expect(() => channelList(list)).toThrow(
        expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
      );
    },
  );

  it('contains its names, and the names that begin like an entry with * at the end; nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 })), fc.string({ maxLength: 5 }), (list, channel) => {
        const expected = list.some(
          (name) => name === channel || (name.endsWith('*') && channel.startsWith(name.slice(0, -1))),
        );
        expect(channelList(list)(channel)).toBe(expected);
      }),
    );
  });
});
