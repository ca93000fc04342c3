import { electronJson, structured } from '@culvert/core';
import { recordApp } from '../../../testing/recorded-app.js';
import { record, runIpc, toMarbles } from '../../index.js';

const [recording] = recordApp({ redact: false });

describe('toMarbles', () => {
  it('draws the messages of a channel in the rows of their processes', () => {
    expect(toMarbles(recording!, { channel: 'keys' })).toMatchInlineSnapshot(`
      "                    0  3     9
      main                ---a-----a
      renderer 1 (window) ---b-----c

      a  gets send 'keys' of 1
      b  send 'keys' ["a"]
      c  send 'keys' ["b"]

      4 of 80 marbles, from 3 ms to 9 ms."
    `);
  });

  it('draws a connection, its calls and its end, with the drops', () => {
    expect(toMarbles(recording!, { to: 20 })).toMatchInlineSnapshot(`
      "                    0     3   4          5     7    9          12 15
      main                ------(bc)-----------(no)--(tu)-(bxssy)----G----C
      renderer 1 (window) ------(de)(fg!h!ij!k)(pqr)------(zeABCDE)-----C--
      renderer 2 (worker) (^a)--e---l----------s-----(vw)-(eFF)------H--I-I
      guest 3 (in 1)      (^a)--e---m---------------------e----------------

      ^  connects
      a  is welcome
      b  gets send 'keys' of 1
      c  broadcast 'echo' ["a"]
      d  send 'keys' ["a"]
      e  gets 'echo' of 0
      f  sendTo 'bytes' → 2 [Buffer.from([1,2,255])]
      g  sendTo 'bytes' → 9 ["unknown"]
      !  drop sendTo 'bytes' → 9: unknown-target
      h  send 'denied' ["secret"]
      !  drop send 'denied': denied
      i  call 'denied' ["secret"]
      j  gets ERR_CULVERT_DENIED of 'denied'
      !  drop call 'denied': denied
      k  gets 'height' of 3
      l  gets 'bytes' of 1
      m  sendToHost 'height' [42]
      n  gets sync 'math/theme' of 1
      o  answers 'math/theme'
      p  call 'math/double' → 2 [4]
      q  sync 'math/theme'
      r  gets the answer of 'math/theme'
      s  gets call 'math/double' of 1
      t  call 'math/double' → 2
      u  stream 'math/ticks' → 2
      v  gets call 'math/double' of 0
      w  gets stream 'math/ticks' of 0
      x  broadcast 'echo' ["b"]
      y  answers 'math/double'
      z  send 'keys' ["b"]
      A  call 'math/double' [0]
      B  call 'math/double' [5]
      C  gets the answer of 'math/double'
      D  stream 'math/ticks' → 2 [7]
      E  stream 'math/ticks' → 2 [9]
      F  gets stream 'math/ticks' of 1
      G  gets stream 'math/ticks' of 2
      H  stream 'math/ticks' [13]
      I  answer of 'math/double'

      53 of 80 marbles, from 0 ms to 17 ms."
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

  it('shows the values of both codecs, as JavaScript', () => {
    const values = [new Map([['a', new Set([1n])]]), new Uint8Array([1, 2]), undefined, new RangeError('x')];
    const drawn = [structured, electronJson].map((codec) =>
      runIpc(
        ({ main, renderer, flush }) => {
          const recorded = record(main.inspect$, { redact: false });
          for (const value of values) renderer.ipcRenderer.send('k', value);
          flush();
          return [...toMarbles(recorded, { channel: 'k' }).matchAll(/^\w {2}send 'k'(.*)/gm)].map(
            ([, text]) => text,
          );
        },
        { codec },
      ),
    );
    expect(drawn).toEqual([
      [
        ' [new Map([["a",new Set([1n])]])]',
        ' [new Uint8Array([1,2])]',
        ' [undefined]',
        ' [(an instance of RangeError)]',
      ],
      [' [{}]', ' [Buffer.from([1,2])]', ' [null]'],
    ]);
  });

  it('shows no content that was left out', () => {
    const [redacted] = recordApp({});
    expect(toMarbles(redacted!, { channel: 'keys' })).toContain("b  send 'keys'\n");
  });

  it('says that a recording is empty', () => {
    expect(toMarbles({ ...recording!, items: [] })).toBe('The recording is empty.');
  });

  it.each([
    [{ chanel: 'x' }, "toMarbles: options has no 'chanel', but by, channel, from, to, limit."],
    [{ by: 'time' }, "by must be 'process' or 'channel'."],
    [{ from: -1 }, 'from must be a number of ms'],
    [{ limit: 0 }, 'limit must be an integer'],
    [{ channel: 5 }, 'channel must be a text.'],
    [{ from: 5, to: 1 }, 'from must not be after to; it is 5, and to is 1.'],
  ])('refuses the options %j', (options, message) => {
    expect(() => toMarbles(recording!, options as object)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(message) as string,
      }),
    );
  });
});
