import { DEFAULT_LIMITS } from '@culvert/core';
import { expect } from 'expect';
import { caught } from '../caught.js';
import type { ConformanceCase } from '../conformance-case.js';
import { received } from '../received.js';

export const limitCases: readonly ConformanceCase[] = [
  {
    name: 'a channel name that is too long: a typed error at every call, and the connection goes on',
    async run({ main, renderer }) {
      const { channelLength } = DEFAULT_LIMITS;
      const codes = await renderer.evaluate((there, length) => {
        const { ipcRenderer } = there;
        const name = 'x'.repeat(length + 1);
        const calls = [
          () => ipcRenderer.send(name),
          () => ipcRenderer.sendSync(name) as unknown,
          () => ipcRenderer.sendTo(1, name),
          () => ipcRenderer.sendToHost(name),
          () => ipcRenderer.invoke(name),
          () => ipcRenderer.postMessage(name, 1),
          () => there.channel(name).next(1),
        ];
        return calls.map((call) => {
          try {
            call();
            return 'no error';
          } catch (error) {
            return (error as { code?: unknown }).code;
          }
        });
      }, channelLength);
      expect(new Set(codes)).toEqual(new Set(['ERR_CULVERT_CHANNEL_TOO_LONG']));
      const tooLong = 'x'.repeat(channelLength + 1);
      const code = { code: 'ERR_CULVERT_CHANNEL_TOO_LONG' };
      expect(caught(() => renderer.webContents.send(tooLong))).toMatchObject(code);
      expect(caught(() => main.channel(tooLong).next(1))).toMatchObject(code);
      expect(await renderer.evaluate(() => 'alive')).toBe('alive');
    },
  },
  {
    name: 'the longest channel name is an ordinary one',
    async run({ main, renderer }) {
      const name = 'x'.repeat(DEFAULT_LIMITS.channelLength);
      const messages = received(main, name);
      await renderer.evaluate(({ ipcRenderer }, channel) => void ipcRenderer.send(channel, 1), name);
      expect((await messages)[0]!.args).toEqual([1]);
    },
  },
  {
    name: 'a message of a renderer that is too large: a typed error at the call, and the connection goes on',
    async run({ main, renderer }) {
      const messages = received(main, 'small');
      const codes = await renderer.evaluate(({ ipcRenderer }, length) => {
        const text = 'x'.repeat(length);
        const codeOf = (call: () => unknown) => {
          try {
            call();
            return 'no error';
          } catch (error) {
            return (error as { code?: unknown }).code;
          }
        };
        const all = [codeOf(() => ipcRenderer.send('large', text))];
        ipcRenderer.send('small');
        return all;
      }, DEFAULT_LIMITS.messageBytes / 2);
      await messages;
      expect(codes).toEqual(['ERR_CULVERT_MESSAGE_TOO_LARGE']);
    },
  },
  {
    name: 'a message of main that is too large: a typed error at the call, and the connection goes on',
    async run({ renderer }) {
      const text = 'x'.repeat(DEFAULT_LIMITS.messageBytes / 2);
      expect(caught(() => renderer.webContents.send('large', text))).toMatchObject({
        code: 'ERR_CULVERT_MESSAGE_TOO_LARGE',
      });
      expect(await renderer.evaluate(() => 'alive')).toBe('alive');
    },
  },
  {
    name: 'what the codec cannot carry throws at every call of a renderer, naming channel and path',
    async run({ renderer, other, codec }) {
      const results = await renderer.evaluate((there, id) => {
        const { ipcRenderer } = there;
        const value = { list: [0, { onClick: () => undefined }] };
        const calls = [
          () => ipcRenderer.send('typed', value),
          () => ipcRenderer.sendTo(id, 'typed', value),
          () => ipcRenderer.sendToHost('typed', value),
          () => ipcRenderer.postMessage('typed', value),
          () => there.channel('typed').next(value),
        ];
        return calls.map((call) => {
          try {
            call();
            return 'carried';
          } catch (error) {
            const { code, message } = error as { code?: unknown; message: string };
            return [code, message.includes("'typed'"), message.includes('args[0].list[1].onClick')];
          }
        });
      }, other.id);
      const expected = codec.name === 'structured' ? ['ERR_CULVERT_UNSERIALIZABLE', true, true] : 'carried';
      expect(results).toEqual(results.map(() => expected));
      expect(await renderer.evaluate(() => 'alive')).toBe('alive');
    },
  },
  {
    name: 'what the codec cannot carry throws at every call of main, naming channel and path',
    async run({ main, renderer, codec }) {
      const messages = received(main, 'ask');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('ask'));
      const [{ event }] = (await messages) as [Awaited<typeof messages>[0]];
      const value = new Map([['never', Promise.resolve(1)]]);
      const calls = [
        () => renderer.webContents.send('typed', value),
        () => renderer.webContents.postMessage('typed', value),
        () => event.reply('typed', value),
        () => main.channel('typed').next(value),
        () => main.channel('typed').to(renderer.id).next(value),
      ];
      for (const call of calls) {
        const error = caught(call);
        if (codec.name !== 'structured') expect(error).toBeUndefined();
        else {
          expect(error).toMatchObject({ code: 'ERR_CULVERT_UNSERIALIZABLE' });
          expect(error?.message).toContain("'typed'");
          expect(error?.message).toContain('args[0]');
        }
      }
      expect(await renderer.evaluate(() => 'alive')).toBe('alive');
    },
  },
];
