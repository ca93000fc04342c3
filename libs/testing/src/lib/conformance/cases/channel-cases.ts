import type { Renderer } from '@culvert/core';
import { expect } from 'expect';
import { firstValueFrom, take, toArray } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { received } from '../received.js';

export const channelCases: readonly ConformanceCase[] = [
  {
    name: 'next on a renderer’s channel is send: main’s channel and ipcMain both see it',
    async run({ main, renderer }) {
      const values = firstValueFrom(main.channel<number>('numbers').pipe(take(3), toArray()));
      const messages = received(main, 'numbers', 3);
      await renderer.evaluate((there) => {
        for (const n of [1, 2, 3]) there.channel<number>('numbers').next(n);
      });
      expect(await values).toEqual([1, 2, 3]);
      expect((await messages).map(({ args }) => args)).toEqual([[1], [2], [3]]);
    },
  },
  {
    name: 'next on main’s channel reaches every renderer, and not main itself',
    async run({ main, renderer, other }) {
      let echoes = 0;
      const subscription = main.channel('tick').subscribe(() => echoes++);
      const listen = (there: Renderer) =>
        new Promise<unknown>((resolve) => {
          const seen: unknown[] = [];
          const channel = there.channel<number>('tick');
          const subscribed = channel.subscribe((n) => {
            seen.push(n);
            if (n < 2) return;
            subscribed.unsubscribe();
            resolve(seen);
          });
          there.ipcRenderer.once('tick', (event, n: number) => seen.push(`emitter ${event.senderId} ${n}`));
          there.ipcRenderer.send('listening');
        });
      const listening = received(main, 'listening', 2);
      const both = Promise.all([renderer.evaluate(listen), other.evaluate(listen)]);
      await listening;
      main.channel<number>('tick').next(1);
      main.channel<number>('tick').next(2);
      expect(await both).toEqual([
        ['emitter 0 1', 1, 2],
        ['emitter 0 1', 1, 2],
      ]);
      expect(echoes).toBe(0);
      subscription.unsubscribe();
    },
  },
  {
    name: 'channel.to is sendTo, and sees that one sender alone',
    async run({ renderer, other }) {
      await other.evaluate((there, id) => {
        const back = there.channel<string>('chat').to(id);
        back.subscribe((text) => back.next(`${text}, too`));
      }, renderer.id);
      const answer = await renderer.evaluate(
        (there, id) =>
          new Promise<unknown>((resolve) => {
            const chat = there.channel<string>('chat').to(id);
            const subscription = chat.subscribe((text) => {
              subscription.unsubscribe();
              resolve(text);
            });
            chat.next('hello');
          }),
        other.id,
      );
      expect(answer).toBe('hello, too');
    },
  },
];
