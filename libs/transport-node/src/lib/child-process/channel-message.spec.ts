import { isChannelMessage } from './channel-message.js';

const LONGEST = 'x'.repeat(64);

describe('a message in the IPC channel of an ordinary fork', () => {
  it.each([
    ['a connect', { culvert: 'a', type: 'connect' }],
    ['a close', { culvert: '', type: 'close' }],
    ['a frame', { culvert: 'a', type: 'frame', frame: '' }],
    ['one with the longest id', { culvert: LONGEST, type: 'connect' }],
  ])("is Culvert's: %s", (_, message) => {
    expect(isChannelMessage(message)).toBe(true);
  });

  it.each([
    ['a longer id, which main would keep', { culvert: `${LONGEST}x`, type: 'connect' }],
    ['an id that is not a string', { culvert: { length: 1 }, type: 'connect' }],
    ['no id', { type: 'connect' }],
    ['another type', { culvert: 'a', type: 'constructor' }],
    ['no type', { culvert: 'a' }],
    ['a frame that is not a string', { culvert: 'a', type: 'frame', frame: ['x'] }],
    ['no frame', { culvert: 'a', type: 'frame' }],
    ['nothing', null],
    ['a text', 'culvert'],
  ])("is the user's own with %s", (_, message) => {
    expect(isChannelMessage(message)).toBe(false);
  });
});
