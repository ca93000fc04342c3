import { expect } from 'expect';
import { firstValueFrom, map, Subject } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { received } from '../received.js';
import { nextUncaught } from '../uncaught.js';

export const subjectCases: readonly ConformanceCase[] = [
  {
    name: 'messages$ has the event and all arguments, subscribers the first',
    async run({ main, renderer }) {
      const channel = main.channel<number>('pair');
      const message = firstValueFrom(channel.messages$);
      const value = firstValueFrom(channel);
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('pair', 1, 2));
      const { event, args } = await message;
      expect([event.sender.id, args, await value]).toEqual([renderer.id, [1, 2], 1]);
    },
  },
  {
    name: 'complete ends the local Subject and never the wire; the same name gives a fresh one',
    async run({ main, renderer }) {
      const messages = received(main, 'ended', 2);
      const values = await renderer.evaluate((there) => {
        const log: string[] = [];
        const channel = there.channel<number>('ended');
        channel.subscribe({ complete: () => log.push('complete') });
        channel.next(1);
        channel.complete();
        channel.next(2);
        const fresh = there.channel<number>('ended');
        log.push(String(fresh === channel));
        fresh.next(3);
        return log;
      });
      expect(values).toEqual(['complete', 'false']);
      expect((await messages).map(({ args }) => args)).toEqual([[1], [3]]);
    },
  },
  {
    name: 'error ends the local Subject and never the wire',
    async run({ main, renderer }) {
      const channel = main.channel<number>('failed');
      const errors: unknown[] = [];
      channel.subscribe({ error: (error: unknown) => errors.push(error) });
      channel.error('local');
      expect(errors).toEqual(['local']);
      const value = firstValueFrom(main.channel<number>('failed'));
      await renderer.evaluate((there) => void there.channel<number>('failed').next(1));
      expect(await value).toBe(1);
    },
  },
  {
    name: 'a subscriber that throws harms no other subscriber',
    async run({ main, renderer }) {
      const channel = main.channel<number>('isolated');
      const values: number[] = [];
      const bad = channel.subscribe(() => {
        throw new Error('bad subscriber');
      });
      const good = channel.subscribe((n) => values.push(n));
      const uncaught = nextUncaught();
      await renderer.evaluate((there) => void there.channel<number>('isolated').next(1));
      expect(await uncaught).toMatchObject({ message: 'bad subscriber' });
      expect(values).toEqual([1]);
      good.unsubscribe();
      bad.unsubscribe();
    },
  },
  {
    name: 'a source piped into a channel goes to main value by value',
    async run({ main, renderer }) {
      const messages = received(main, 'piped', 3);
      const source = new Subject<number>();
      const echo = main.channel<number>('piped-back');
      const subscription = source.pipe(map((n) => n * 2)).subscribe((n) => echo.next(n));
      const seen = renderer.evaluate(
        (there) =>
          new Promise<number[]>((resolve) => {
            const all: number[] = [];
            const back = there.channel<number>('piped-back').subscribe((n) => {
              if (all.push(n) < 3) return;
              back.unsubscribe();
              resolve(all);
            });
            const { ipcRenderer } = there;
            for (const n of [1, 2, 3]) ipcRenderer.send('piped', n);
          }),
      );
      for (const { args } of await messages) source.next(args[0] as number);
      expect(await seen).toEqual([2, 4, 6]);
      subscription.unsubscribe();
    },
  },
  {
    name: 'the same name is the same object, on both sides',
    async run({ main, renderer }) {
      expect(main.channel('same')).toBe(main.channel('same'));
      expect(await renderer.evaluate((there) => there.channel('same') === there.channel('same'))).toBe(true);
    },
  },
];
