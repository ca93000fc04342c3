import { recordApp } from '../../../testing/recorded-app.js';
import { toMarbles } from '../../index.js';

const [recording] = recordApp({ redact: false });

describe('toMarbles', () => {
  it('draws the messages of a channel in the rows of their processes', () => {
    expect(toMarbles(recording!, { channel: 'keys' })).toMatchInlineSnapshot(`
      "                    0  3    8
      main                ---a----a
      renderer 1 (window) ---b----c

      a  gets send 'keys' of 1
      b  send 'keys' ["a"]
      c  send 'keys' ["b"]

      4 of 74 marbles, from 3 ms to 8 ms."
    `);
  });

  it('draws a connection, its calls and its end, with the drops', () => {
    expect(toMarbles(recording!, { to: 20 })).toMatchInlineSnapshot(`
      "                    0     3           4        8       13
      main                ------(bcdefg)-----(qv)----(bB)----x---
      renderer 1 (window) ------(hijk!l!mno)t(wxyz)--(Ci)----x---
      renderer 2 (worker) (^a)--(ipqrs)------(AA)----i-------(DD)
      guest 3 (in 1)      (^a)--i-----------u--------i-----------

      ^  connects
      a  is welcome
      b  gets send 'keys' of 1
      c  broadcast 'echo' ["a"]
      d  gets sync 'math/theme' of 1
      e  answers 'math/theme'
      f  call 'math/double' → 2
      g  stream 'math/ticks' → 2
      h  send 'keys' ["a"]
      i  gets 'echo' of 0
      j  sendTo 'bytes' → 2
      k  sendTo 'bytes' → 9 ["unknown"]
      !  drop sendTo 'bytes' → 9: unknown-target
      l  send 'denied' ["secret"]
      !  drop send 'denied': denied
      m  call 'math/double' → 2 [4]
      n  sync 'math/theme'
      o  gets the answer of 'math/theme'
      p  gets 'bytes' of 1
      q  gets call 'math/double' of 1
      r  gets call 'math/double' of 0
      s  gets stream 'math/ticks' of 0
      t  gets 'height' of 3
      u  sendToHost 'height' [42]
      v  answers 'math/double'
      w  call 'math/double' [5]
      x  gets the answer of 'math/double'
      y  stream 'math/ticks' → 2 [7]
      z  stream 'math/ticks' → 2 [9]
      A  gets stream 'math/ticks' of 1
      B  broadcast 'echo' ["b"]
      C  send 'keys' ["b"]
      D  answer of 'math/double'

      46 of 74 marbles, from 0 ms to 13 ms."
    `);
  });

  it('draws a diagram for each channel', () => {
    const titles = toMarbles(recording!, { by: 'channel', limit: 1_000 }).match(
      /^(connections|channel .*)$/gm,
    );
    expect(titles).toEqual([
      'connections',
      "channel 'bytes'",
      "channel 'denied'",
      "channel 'echo'",
      "channel 'height'",
      "channel 'keys'",
      "channel 'math/double'",
      "channel 'math/theme'",
      "channel 'math/ticks'",
    ]);
  });

  it('says how many marbles its window and its limit leave out', () => {
    expect(toMarbles(recording!, { limit: 3 })).toMatch(/\n3 of \d+ marbles, from \d+ ms to \d+ ms\.$/);
    const [short] = recordApp({ limit: { items: 5 } });
    expect(toMarbles(short!)).toMatch(/The limit of the recording has removed \d+ older items\.$/);
    expect(toMarbles(recording!, { from: 10_000 })).toMatch(/0 of \d+ marbles\.$/);
  });

  it('shows no content that was left out', () => {
    const [redacted] = recordApp({});
    expect(toMarbles(redacted!, { channel: 'keys' })).toContain("b  send 'keys'\n");
  });

  it('says that a recording is empty', () => {
    expect(toMarbles({ ...recording!, items: [] })).toBe('The recording is empty.');
  });

  it.each([
    [{ chanel: 'x' }, "toMarbles has no option 'chanel', but by, channel, from, to, limit."],
    [{ by: 'time' }, "by must be 'process' or 'channel'."],
    [{ from: -1 }, 'from must be a number of ms'],
    [{ limit: 0 }, 'limit must be an integer'],
  ])('refuses the options %j', (options, message) => {
    expect(() => toMarbles(recording!, options as object)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(message) as string,
      }),
    );
  });
});
