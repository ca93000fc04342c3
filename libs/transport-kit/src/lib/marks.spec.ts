import { MARK_BYTES, Marks } from './marks.js';

function setUp() {
  let last = 0;
  return new Marks(() => `mark ${++last}`);
}

describe('marks', () => {
  it('are asked for when so much was sent, and not a byte before', () => {
    const marks = setUp();
    expect(marks.sent(MARK_BYTES - 1)).toBeUndefined();
    expect(marks.queuedBytes).toBe(0);
    expect(marks.sent(1)).toBe('mark 1');
    expect(marks.queuedBytes).toBe(MARK_BYTES);
    expect(marks.sent(MARK_BYTES - 1)).toBeUndefined();
    expect(marks.queuedBytes).toBe(MARK_BYTES);
  });

  it('count as taken what stood before them', () => {
    const marks = setUp();
    const [one, two, three] = [1, 2, 3].map((n) => marks.sent(n * MARK_BYTES));
    expect(marks.queuedBytes).toBe(6 * MARK_BYTES);
    marks.returned(two);
    expect(marks.queuedBytes).toBe(3 * MARK_BYTES);
    marks.returned(one);
    expect(marks.queuedBytes).toBe(3 * MARK_BYTES);
    marks.returned(three);
    expect(marks.queuedBytes).toBe(0);
  });

  it.each([
    ['twice', 'mark 1'],
    ['too early', 'mark 2'],
    ['without having been sent', 'mark'],
    ['that are none', undefined],
    ['that are anything else', { toString: (): string => 'mark 2' }],
  ])('say nothing when they come back %s', (_name, mark) => {
    const marks = setUp();
    marks.returned(mark);
    marks.sent(MARK_BYTES);
    marks.returned('mark 1');
    marks.returned(mark);
    expect(marks.queuedBytes).toBe(0);
    marks.sent(MARK_BYTES + 1);
    marks.returned('mark 1');
    expect(marks.queuedBytes).toBe(MARK_BYTES + 1);
  });
});
