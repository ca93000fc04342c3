import { Silence, isLate } from './silence.js';

const [PROMPT, LATE] = [false, true];

describe('Silence', () => {
  it.each([
    ['a peer that never speaks after it has connected', [PROMPT, PROMPT, PROMPT], 2],
    ['a late last interval waits for one more', [PROMPT, PROMPT, LATE, PROMPT], 3],
    ['a timer that is always late, as in a hidden page, decides in the end', [LATE, LATE, LATE], 2],
  ])('%s', (_, intervals, at) => {
    const silence = new Silence();
    expect(intervals.map((late) => silence.passed(late)).indexOf(true)).toBe(at);
  });

  it('a sign of life in an interval starts the count anew', () => {
    const silence = new Silence();
    for (let i = 0; i < 10; i++) {
      silence.heard();
      expect([silence.passed(PROMPT), silence.passed(PROMPT)]).toEqual([false, false]);
    }
    expect(silence.passed(PROMPT)).toBe(true);
  });

  it('what was read after a late interval saves the peer, however long this process was stopped', () => {
    const silence = new Silence();
    for (const late of [PROMPT, PROMPT, LATE]) expect(silence.passed(late)).toBe(false);
    silence.heard();
    expect(silence.passed(PROMPT)).toBe(false);
  });

  it('a timer may be late by half an interval', () => {
    expect([isLate(1500, 1000), isLate(1501, 1000)]).toEqual([false, true]);
  });
});
