import { UnconfirmedFrames } from './unconfirmed-frames.js';

describe('UnconfirmedFrames', () => {
  it('numbers frames from 1 and keeps them until they are confirmed', () => {
    const unconfirmed = new UnconfirmedFrames();
    expect(unconfirmed.snapshot()).toEqual({ from: 1, frames: [] });
    expect(['a', 'b', 'c'].map((frame) => unconfirmed.push(frame))).toEqual([1, 2, 3]);
    unconfirmed.confirm(2);
    expect(unconfirmed.snapshot()).toEqual({ from: 3, frames: ['c'] });
    expect(unconfirmed.push('d')).toBe(4);
    unconfirmed.confirm(4);
    expect(unconfirmed.snapshot()).toEqual({ from: 5, frames: [] });
  });

  it('ignores an index below the first frame, and forgets all for one beyond the last', () => {
    const unconfirmed = new UnconfirmedFrames();
    unconfirmed.push('a');
    unconfirmed.confirm(0);
    unconfirmed.confirm(-1);
    unconfirmed.confirm(Number.NaN);
    expect(unconfirmed.snapshot()).toEqual({ from: 1, frames: ['a'] });
    unconfirmed.confirm(Number.POSITIVE_INFINITY);
    expect(unconfirmed.snapshot()).toEqual({ from: 2, frames: [] });
    expect(unconfirmed.push('b')).toBe(2);
  });

  it('gives a snapshot that later pushes do not change', () => {
    const unconfirmed = new UnconfirmedFrames();
    unconfirmed.push('a');
    const { frames } = unconfirmed.snapshot();
    unconfirmed.push('b');
    expect(frames).toEqual(['a']);
  });
});
