import { expect } from 'expect';
import { filter, firstValueFrom } from 'rxjs';
import type { ConformanceCase, ConformanceContext, OpenedRenderer } from '../conformance-case.js';
import { consume, consumerEnded, provide, providerEnded, type ConsumerLog } from './contract-ends.js';
import { directions, openSides, sharedSides, type Sides } from './contract-places.js';

/** The ends that the consumer sees, in alphabetical order: one of its call and one of its stream. */
const ends: Readonly<Record<string, readonly string[]>> = {
  unsubscribe: ['call AbortError'],
  abort: ['call RangeError enough', 'stream RangeError enough'],
  timeout: ['call ERR_CULVERT_TIMEOUT', 'stream ERR_CULVERT_TIMEOUT'],
  error: ['call AbortError', 'stream RangeError broken'],
  complete: ['call AbortError', 'stream complete'],
};

const disconnected = ['call ERR_CULVERT_DISCONNECTED', 'stream ERR_CULVERT_DISCONNECTED'];

/** The renderer leaves: its process is killed, it closes, or it returns as the same window. */
const departures: Readonly<
  Record<string, (opened: OpenedRenderer, context: ConformanceContext) => Promise<unknown>>
> = {
  'is killed': ({ end }) => end(),
  closes: ({ remote }) => {
    // The connection is closed, so the answer cannot come back.
    void remote.evaluate((renderer) => renderer.close()).catch(() => undefined);
    return Promise.resolve();
  },
  'is reloaded': async ({ remote }, { open }) => open({ id: remote.id }),
};

export const contractEndCases: readonly ConformanceCase[] = directions.flatMap(([consumer, provider]) => [
  ...Object.entries(ends).map(([end, expected]): ConformanceCase => ({
    name: `${consumer} from ${provider}: ${end} reaches each side once, and leaves nothing open`,
    async run(context) {
      const { from, to, target } = sharedSides(context, consumer, provider);
      await to.run(provide, 'ends');
      const log = await from.run(consume, 'ends', end, target);
      expect(log.ends).toEqual(expected);
      expect(log.items).toBeGreaterThanOrEqual(3);
      expect(await to.run(providerEnded, 'ends')).toEqual({
        running: 0,
        started: 2,
        ended: 2,
        // A stream that has ended by itself is not aborted.
        aborted: end === 'error' || end === 'complete' ? 1 : 2,
      });
      await nothingOpen(context);
    },
  })),
  ...Object.entries(departures).flatMap(([departure, leave]) => {
    const endsOnce = (
      who: string,
      leaver: 'from' | 'to',
      check: (sides: Sides) => Promise<void>,
    ): ConformanceCase => ({
      name: `${consumer} from ${provider}: ${who}, once`,
      ...(departure === 'is reloaded' && { requires: 'chosen info' as const }),
      async run(context) {
        const sides = await openSides(context, consumer, provider);
        await sides.to.run(provide, 'ends');
        await sides.from.run(consume, 'ends', 'stay', sides.target);
        await leave(sides[leaver].opened!, context);
        await check(sides);
        await nothingOpen(context);
        await sides.end();
      },
    });
    const providerLeaves = endsOnce(
      `a provider that ${departure} ends its consumers`,
      'to',
      async ({ from }) => {
        const log: ConsumerLog = await from.run(consumerEnded);
        expect(log.ends).toEqual(disconnected);
      },
    );
    const consumerLeaves = endsOnce(
      `a consumer that ${departure} ends its producers`,
      'from',
      async ({ to }) => {
        expect(await to.run(providerEnded, 'ends')).toEqual({
          running: 0,
          started: 2,
          ended: 2,
          aborted: 2,
        });
      },
    );
    return [
      ...(provider === 'renderer' ? [providerLeaves] : []),
      ...(consumer === 'renderer' ? [consumerLeaves] : []),
    ];
  }),
]);

function nothingOpen({ main }: ConformanceContext): Promise<unknown> {
  return firstValueFrom(
    main.state$.pipe(
      filter(({ endpoints }) =>
        Object.values(endpoints).every(({ pending, serving }) => pending.length + serving.length === 0),
      ),
    ),
  );
}
