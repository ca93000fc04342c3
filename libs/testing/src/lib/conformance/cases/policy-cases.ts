import { expect } from 'expect';
import type { PolicyRequest } from '@culvert/core';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';

/** Messages of the suite itself travel as well. */
const isOwn = ({ channel }: PolicyRequest) => channel.startsWith('culvert:');

export const policyCases: readonly ConformanceCase[] = [
  {
    name: 'the policy is asked before dispatch, with kind, channel and the sender that main has verified',
    async run({ main, renderer, other, setPolicy }) {
      const requests: unknown[] = [];
      setPolicy((request) => {
        if (!isOwn(request)) {
          const { kind, channel, sender, target } = request;
          requests.push([kind, channel, sender.id, target?.id]);
        }
        return true;
      });
      await renderer.evaluate(({ ipcRenderer }, id) => {
        ipcRenderer.send('a');
        ipcRenderer.sendTo(id, 'b');
        void ipcRenderer.invoke('c').catch(() => undefined);
      }, other.id);
      expect(requests).toEqual([
        ['send', 'a', renderer.id, undefined],
        ['sendTo', 'b', renderer.id, other.id],
        ['call', 'c', renderer.id, undefined],
      ]);
      expect(main.webContents.fromId(renderer.id)).toBe(renderer.webContents);
    },
  },
  {
    name: 'a send that is denied is heard by nobody, and dropped with the reason',
    async run({ main, renderer, setPolicy }) {
      let heard = 0;
      main.ipcMain.on('secret', () => heard++);
      renderer.webContents.on('ipc-message', (_event, channel) => (heard += channel === 'secret' ? 1 : 0));
      const subscription = main.channel('secret').subscribe(() => heard++);
      setPolicy((request) => isOwn(request) || { deny: 'secrets stay' });
      const drop = nextDrop(main, 'secret');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('secret', 1));
      expect(await drop).toMatchObject({ reason: 'denied', detail: 'secrets stay', from: renderer.id });
      expect(heard).toBe(0);
      subscription.unsubscribe();
    },
  },
  {
    name: 'a sendTo that is denied reaches nobody, and others go on',
    async run({ main, renderer, other, setPolicy }) {
      const seen = other.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            const all: unknown[] = [];
            ipcRenderer.on('chat', (_event, text: string) => {
              all.push(text);
              if (text === 'allowed') resolve(all);
            });
            ipcRenderer.send('listening');
          }),
      );
      await received(main, 'listening');
      setPolicy(({ kind }) => kind !== 'sendTo');
      const drop = nextDrop(main, 'chat');
      await renderer.evaluate(
        ({ ipcRenderer }, id) => void ipcRenderer.sendTo(id, 'chat', 'denied'),
        other.id,
      );
      expect(await drop).toMatchObject({ reason: 'denied', to: other.id });
      setPolicy(() => true);
      await renderer.evaluate(
        ({ ipcRenderer }, id) => void ipcRenderer.sendTo(id, 'chat', 'allowed'),
        other.id,
      );
      expect(await seen).toEqual(['allowed']);
    },
  },
  {
    name: 'a policy that throws denies, and its error is for main alone to see',
    async run({ main, renderer, setPolicy }) {
      let heard = 0;
      main.ipcMain.on('secret', () => heard++);
      setPolicy((request) => {
        if (isOwn(request)) return true;
        throw new Error('bad policy');
      });
      const drop = nextDrop(main, 'secret');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('secret'));
      expect(await drop).toMatchObject({ reason: 'denied', detail: expect.stringContaining('bad policy') });
      expect(heard).toBe(0);
      const refusal = await renderer.evaluate(
        ({ ipcRenderer }) =>
          ipcRenderer.invoke('secret').catch((error: Error) => error.message) as Promise<unknown>,
      );
      expect(refusal).toContain('the policy threw');
      expect(refusal).not.toContain('bad policy');
    },
  },
  {
    name: 'a policy that returns a promise has allowed nothing',
    async run({ main, renderer, setPolicy }) {
      let heard = 0;
      main.ipcMain.on('secret', () => heard++);
      setPolicy((request) => isOwn(request) || (Promise.resolve(true) as unknown as boolean));
      const drop = nextDrop(main, 'secret');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('secret'));
      expect(await drop).toMatchObject({ reason: 'denied' });
      expect(heard).toBe(0);
    },
  },
];
