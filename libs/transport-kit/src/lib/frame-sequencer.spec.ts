import { CulvertError } from '@culvert/protocol';
import fc from 'fast-check';
import { FrameSequencer, MAX_FRAMES_IN_FLIGHT } from './frame-sequencer.js';
import { UnconfirmedFrames } from './unconfirmed-frames.js';

/** A sequencer and the log of what it delivered. */
function sequencerWithLog() {
  const log: string[] = [];
  return { log, sequencer: new FrameSequencer((frame) => log.push(frame)) };
}

/** One step of a renderer, of the wire, or of both. */
type Step = 'send' | 'sync' | 'arrive' | { readonly confirm: number };

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.constant('send'),
    fc.constant('sync'),
    fc.constant('arrive'),
    fc.record({ confirm: fc.nat(60) }),
  ),
  { maxLength: 200 },
);

describe('FrameSequencer', () => {
  it('delivers every frame once, in order, and each sync request in its place, however the lanes interleave', () => {
    fc.assert(
      fc.property(steps, (plan) => {
        const { log, sequencer } = sequencerWithLog();
        const unconfirmed = new UnconfirmedFrames();
        const lane: string[] = [];
        const sent: string[] = [];
        const arrive = () => {
          if (lane.length > 0) sequencer.received(lane.shift()!);
        };
        plan.forEach((step, i) => {
          if (step === 'send') {
            unconfirmed.push(`async ${i}`);
            lane.push(`async ${i}`);
            sent.push(`async ${i}`);
          } else if (step === 'sync') {
            sent.push(`sync ${i}`);
            let answered = false;
            sequencer.receivedSync(unconfirmed.snapshot(), () => {
              log.push(`sync ${i}`);
              answered = true;
            });
            // The renderer is blocked: all that can happen is that frames which had left it arrive.
            while (!answered && lane.length > 0) arrive();
            expect(log).toEqual(sent);
          } else if (step === 'arrive') {
            arrive();
          } else {
            unconfirmed.confirm(step.confirm);
          }
          expect(log).toEqual(sent.slice(0, log.length));
        });
        while (lane.length > 0) arrive();
        expect(log).toEqual(sent);
      }),
      { numRuns: 1000 },
    );
  });

  it('waits for the frames before the first carried one, then skips the carried ones on the async lane', () => {
    const { log, sequencer } = sequencerWithLog();
    sequencer.receivedSync({ from: 3, frames: ['c', 'd'] }, () => log.push('sync'));
    expect(log).toEqual([]);
    for (const frame of ['a', 'b', 'c', 'd', 'e']) sequencer.received(frame);
    expect(log).toEqual(['a', 'b', 'c', 'd', 'sync', 'e']);
  });

  it('keeps the order when deliver and then lead to further frames and requests', () => {
    const log: string[] = [];
    const sequencer: FrameSequencer = new FrameSequencer((frame) => {
      log.push(frame);
      if (frame === 'a') sequencer.receivedSync({ from: 3, frames: [] }, () => log.push('second'));
      if (frame === 'b') sequencer.received('a');
    });
    sequencer.receivedSync({ from: 1, frames: ['a', 'b'] }, () => {
      log.push('first');
      sequencer.received('b');
      sequencer.received('c');
    });
    expect(log).toEqual(['a', 'b', 'first', 'c', 'second']);
  });

  it.each([
    ['not a number', { from: '1' as never, frames: [] }],
    ['NaN', { from: Number.NaN, frames: [] }],
    ['zero', { from: 0, frames: [] }],
    ['negative', { from: -5, frames: ['x'] }],
    ['fractional', { from: 1.5, frames: [] }],
    ['infinite', { from: Number.POSITIVE_INFINITY, frames: [] }],
    ['further ahead than anything can be', { from: MAX_FRAMES_IN_FLIGHT + 2, frames: [] }],
    ['a number that loses precision', { from: 2 ** 53, frames: [] }],
    ['without frames', { from: 1 } as never],
    ['frames that are no array', { from: 1, frames: 'ab' as never }],
    ['frames that are no text', { from: 1, frames: ['a', 1 as never] }],
  ])('rejects a request that is %s, and goes on', (_, request) => {
    const { log, sequencer } = sequencerWithLog();
    expect(() => sequencer.receivedSync(request, () => log.push('sync'))).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME', constructor: CulvertError }),
    );
    sequencer.received('a');
    expect(log).toEqual(['a']);
  });

  it('never delivers twice or out of order, for any claims of a peer', () => {
    const event = fc.oneof(
      fc.constant('frame' as const),
      fc.record({ from: fc.integer({ min: 1, max: 30 }), count: fc.nat(10) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), (events) => {
        const log: number[] = [];
        const sequencer = new FrameSequencer((frame) => log.push(Number(frame)));
        let arrived = 0;
        for (const each of events) {
          if (each === 'frame') sequencer.received(String(++arrived));
          else {
            const frames = Array.from({ length: each.count }, (_, i) => String(each.from + i));
            const isLate = log.length > each.from - 1 + each.count;
            const ask = () => sequencer.receivedSync({ from: each.from, frames }, () => {});
            if (isLate) expect(ask).toThrow(CulvertError);
            else ask();
          }
        }
        expect(log).toEqual(log.map((_, i) => i + 1));
        expect(log.length).toBeGreaterThanOrEqual(arrived);
      }),
    );
  });

  it('refuses a request that its own cancel has overtaken, because its renderer has given up', () => {
    const { log, sequencer } = sequencerWithLog();
    const ask = (frames: string[]) => () =>
      sequencer.receivedSync({ from: 2, frames }, () => log.push('sync'));
    sequencer.received('a');
    sequencer.received('cancel');
    expect(ask([])).toThrow(expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }));
    ask(['cancel'])();
    expect(log).toEqual(['a', 'cancel', 'sync']);
  });

  it('answers a part, though the other lane has brought frames of those behind it', () => {
    const { log, sequencer } = sequencerWithLog();
    for (const frame of ['a', 'b', 'c']) sequencer.received(frame);
    sequencer.receivedSync({ from: 1, frames: ['a', 'b'], isPart: true }, () => log.push('part'));
    sequencer.receivedSync({ from: 3, frames: ['c', 'd'] }, () => log.push('sync'));
    expect(log).toEqual(['a', 'b', 'c', 'part', 'd', 'sync']);
  });

  it('keeps 16 requests that wait for frames, refuses the next one, and goes on', () => {
    const { log, sequencer } = sequencerWithLog();
    const ask = (i: number) => sequencer.receivedSync({ from: 2, frames: [] }, () => log.push(`sync ${i}`));
    for (let i = 1; i <= 16; i++) ask(i);
    expect(() => ask(17)).toThrow(expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }));
    sequencer.received('a');
    ask(18);
    expect(log).toEqual(['a', ...Array.from({ length: 16 }, (_, i) => `sync ${i + 1}`), 'sync 18']);
  });

  describe('where a request carries more than one turn may take', () => {
    const large = (name: string) => name.padEnd(40_000, '.');
    const setUp = ({ isPart = false } = {}) => {
      const log: string[] = [];
      const turns: (() => void)[] = [];
      const sequencer = new FrameSequencer(
        (frame) => log.push(frame.replace(/\.+$/, '')),
        (task) => turns.push(task),
      );
      const frames = ['1', '2', '3', '4', '5'].map(large);
      const drop = sequencer.receivedSync({ from: 1, frames, isPart }, () => log.push('sync'));
      expect(log).toEqual(['1']);
      return { log, turns, sequencer, drop };
    };

    it('delivers the rest in later turns, and the request behind it', () => {
      const { log, turns } = setUp();
      for (const count of [2, 3, 4]) {
        turns.shift()!();
        expect(log).toHaveLength(count);
      }
      turns.shift()!();
      expect(log).toEqual(['1', '2', '3', '4', '5', 'sync']);
      expect(turns).toEqual([]);
    });

    it('delivers once what the other lane brings meanwhile', () => {
      const { log, turns, sequencer } = setUp();
      for (const name of ['1', '2', '3', '4']) sequencer.received(large(name));
      expect(log).toEqual(['1', '2', '3', '4']);
      turns.shift()!();
      expect(log).toEqual(['1', '2', '3', '4', '5', 'sync']);
      sequencer.received(large('5'));
      sequencer.received('6');
      expect(log.at(-1)).toBe('6');
      expect(log).toHaveLength(7);
    });

    it.each(['was dropped', 'was overtaken by its own cancel'])(
      'does not answer a request that %s',
      (how) => {
        const { log, turns, sequencer, drop } = setUp();
        if (how === 'was dropped') drop();
        else for (const name of ['1', '2', '3', '4', '5', 'cancel']) sequencer.received(name);
        while (turns.length > 0) turns.shift()!();
        expect(log).not.toContain('sync');
      },
    );

    it('answers a part that was overtaken by frames of those behind it', () => {
      const { log, turns, sequencer } = setUp({ isPart: true });
      for (const name of ['1', '2', '3', '4', '5', '6', '7']) sequencer.received(name);
      while (turns.length > 0) turns.shift()!();
      expect(log).toEqual(['1', '2', '3', '4', '5', '6', '7', 'sync']);
    });

    it('delivers nothing after close', () => {
      const { log, turns, sequencer } = setUp();
      sequencer.close();
      turns.shift()!();
      expect(log).toEqual(['1']);
    });
  });

  it('forgets a request that was dropped, and lets the one behind it go', () => {
    const { log, sequencer } = sequencerWithLog();
    const drop = sequencer.receivedSync({ from: 9, frames: [] }, () => log.push('dropped'));
    sequencer.receivedSync({ from: 1, frames: ['a'] }, () => log.push('next'));
    expect(log).toEqual([]);
    drop();
    expect(log).toEqual(['a', 'next']);
  });

  it('runs nothing after close', () => {
    const { log, sequencer } = sequencerWithLog();
    sequencer.receivedSync({ from: 2, frames: [] }, () => log.push('sync'));
    sequencer.close();
    sequencer.received('a');
    sequencer.receivedSync({ from: 1, frames: ['a'] }, () => log.push('late'));
    expect(log).toEqual([]);
  });
});
