import { reduce, type Effect, type RouterEvent, type RouterState } from '@culvert/router';
import { recordApp } from '../../../testing/recorded-app.js';
import { readRecording, replay, type Difference } from '../../index.js';

const [recording] = recordApp({});

/** A router with a fault. */
function broken(
  change: (event: RouterEvent, effects: readonly Effect[]) => readonly Effect[],
): typeof reduce {
  return (state, event) => {
    const [next, effects] = reduce(state, event);
    return [next, change(event, effects)];
  };
}

function differenceOf(router: typeof reduce): Error & { readonly difference: Difference } {
  try {
    replay(recording!, { reduce: router });
  } catch (error) {
    return error as Error & { readonly difference: Difference };
  }
  throw new Error('The replay has found no difference.');
}

describe('replay', () => {
  it('compares all effects and drops, before and after a file', () => {
    const counts = replay(recording!);
    const events = recording!.items.filter(({ kind }) => kind === 'event');
    expect(counts.events).toBe(events.length);
    expect(counts.effects).toBeGreaterThan(35);
    expect(counts.drops).toBeGreaterThanOrEqual(2);
    expect(replay(readRecording(recording!.toJSONLines()))).toEqual(counts);
  });

  it('finds a lost effect', () => {
    const { difference } = differenceOf(
      broken((event, effects) => (event.type === 'disconnect' ? effects.slice(1) : effects)),
    );
    expect(difference.event).toMatchObject({ type: 'disconnect' });
    expect(difference.expected).toHaveLength((difference.actual as readonly Effect[]).length + 1);
  });

  it('finds a lost drop', () => {
    const { difference } = differenceOf(
      broken((_event, effects) => effects.filter(({ type }) => type !== 'drop')),
    );
    expect(difference.expected).toMatchObject([{ type: 'drop', reason: 'unknown-target' }]);
    expect(difference.actual).toEqual([]);
  });

  it('finds a number that is used twice', () => {
    const reused = (state: RouterState, event: RouterEvent) => reduce({ ...state, lastSeq: 0 }, event);
    const { difference } = differenceOf(reused);
    expect(difference.event).toMatchObject({ type: 'receive' });
  });

  it('finds an answer for an epoch that has ended', () => {
    const stale = broken((_event, effects) =>
      effects.map((effect) =>
        effect.type === 'reply' ? { ...effect, to: { ...effect.to, epoch: effect.to.epoch - 1 } } : effect,
      ),
    );
    expect(differenceOf(stale).difference.actual).toContainEqual(
      expect.objectContaining({ type: 'reply', to: { id: 1, epoch: 0 } }),
    );
  });

  it('finds a state that is wrong at the end only', () => {
    const { difference, message } = differenceOf((state, event) => {
      const [next, effects] = reduce(state, event);
      return [{ ...next, lastId: 77 }, effects];
    });
    expect(difference).toMatchObject({ index: recording!.items.length, actual: { lastId: 77 } });
    expect(message).toContain('comes to another final state');
  });

  it('draws the first difference: the marbles before it, both decisions, and a mark below', () => {
    const { message } = differenceOf(
      broken((_event, effects) => effects.filter(({ type }) => type !== 'drop')),
    );
    expect(message.replaceAll(/\d+ of \d+/g, 'N of N')).toMatchInlineSnapshot(`
      "The router decides item N of N otherwise than recorded, at 4 ms:
        receive {"from":{"id":1,"epoch":1},"message":{"kind":"sendTo","to":9,"channel":"bytes"}}
      recorded effects:
        drop {"reason":"unknown-target","kind":"sendTo","from":1,"channel":"bytes","to":9}
      effects now:
        none

                          0     3   4
      main                ------(bc)----
      renderer 1 (window) ------(de)(fg)
      renderer 2 (worker) a-----e---h---
      guest 3 (in 1)      (^a)--e-------
      recorded effects    ----------i---
      effects now         ----------j---
                                    ^

      a  is welcome
      ^  connects
      b  gets send 'keys' of 1
      c  broadcast 'echo'
      d  send 'keys'
      e  gets 'echo' of 0
      f  sendTo 'bytes' → 2
      g  sendTo 'bytes' → 9
      h  gets 'bytes' of 1
      i  drop {"reason":"unknown-target","kind":"sendTo","from":1,"channel":"bytes","to":9}
      j  none"
    `);
  });

  it.each<[object, string]>([
    [{ foo: 1 }, "replay: options has no 'foo', but reduce."],
    [{ reduce: 5 }, 'replay: reduce must be a function.'],
    ...[undefined, {}, [], [{}], [undefined, []], [{}, [undefined]]].map((result): [object, string] => [
      { reduce: () => result },
      'replay: reduce must return [state, effects], which it does not for item 1.',
    ]),
  ])('refuses the options %j', (options, message) => {
    expect(() => replay(recording!, options)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT', message }),
    );
  });

  it('refuses a value that is no recording', () => {
    expect(() => replay(recording!.toJSONLines() as never)).toThrow('replay needs a recording');
  });
});
