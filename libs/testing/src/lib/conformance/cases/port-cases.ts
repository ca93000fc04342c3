import { expect } from 'expect';
import type { MessagePortLike } from '@culvert/core';
import type { ConformanceCase } from '../conformance-case.js';
import { received } from '../received.js';

/** Every platform of a renderer has it. */
interface PortGlobals {
  readonly MessageChannel: new () => { readonly port1: MessagePortLike; readonly port2: MessagePortLike };
}

function nextFrom(port: MessagePortLike): Promise<unknown> {
  return new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data)));
}

export const portCases: readonly ConformanceCase[] = [
  {
    name: 'postMessage moves a port to main, with what it has received, and both ends talk',
    requires: 'ports',
    async run({ main, renderer }) {
      const arriving = received(main, 'port');
      const answer = renderer.evaluate(({ ipcRenderer }) => {
        const { port1, port2 } = new (globalThis as unknown as PortGlobals).MessageChannel();
        port2.postMessage('early');
        ipcRenderer.postMessage('port', { one: 'value' }, [port1]);
        return new Promise<unknown>((resolve) => {
          port2.onmessage = ({ data }) => {
            resolve(data);
            port2.close();
          };
        });
      });
      const [{ event, args }] = (await arriving) as [Awaited<typeof arriving>[number]];
      expect(args).toEqual([{ one: 'value' }]);
      expect(event.ports).toHaveLength(1);
      const port = event.ports[0] as MessagePortLike;
      expect(await nextFrom(port)).toBe('early');
      port.postMessage({ from: 'main' });
      expect(await answer).toEqual({ from: 'main' });
      port.close();
    },
  },
  {
    name: 'webContents.postMessage moves ports to the renderer, in order',
    requires: 'ports',
    async run({ main, renderer, createPorts }) {
      const listening = received(main, 'listening');
      const heard = renderer.evaluate(({ ipcRenderer }) => {
        const arrived = new Promise<unknown>((resolve) => {
          ipcRenderer.once('ports', ({ ports, senderId }, value: unknown) => {
            ports.forEach((port, index) => port.postMessage(`port ${index}`));
            resolve([value, senderId, ports.length]);
          });
        });
        ipcRenderer.send('listening');
        return arrived;
      });
      await listening;
      const [first, second] = [createPorts(), createPorts()];
      const answers = Promise.all([nextFrom(first[1]), nextFrom(second[1])]);
      renderer.webContents.postMessage('ports', 'value', [first[0], second[0]]);
      expect(await heard).toEqual(['value', 0, 2]);
      expect(await answers).toEqual(['port 0', 'port 1']);
      for (const [, port] of [first, second]) port.close();
    },
  },
  {
    name: 'postMessage keeps its place among send and invoke',
    requires: 'ports',
    async run({ main, renderer }) {
      main.ipcMain.handle('order', () => undefined);
      const arriving = received(main, 'order', 3);
      await renderer.evaluate(({ ipcRenderer }) => {
        const { port1 } = new (globalThis as unknown as PortGlobals).MessageChannel();
        ipcRenderer.send('order', 1);
        ipcRenderer.postMessage('order', 2, [port1]);
        ipcRenderer.send('order', 3);
        return ipcRenderer.invoke('order');
      });
      const messages = await arriving;
      expect(messages.map(({ event, args }) => [args[0], event.ports.length])).toEqual([
        [1, 0],
        [2, 1],
        [3, 0],
      ]);
      messages[1]?.event.ports.forEach((port) => port.close());
      main.ipcMain.removeHandler('order');
    },
  },
  {
    name: 'a port that is gone, or is none, is refused at the call, and nothing else is lost',
    requires: 'ports',
    async run({ main, renderer }) {
      const arriving = received(main, 'after');
      main.ipcMain.on('gone', ({ ports }) => ports.forEach((port) => port.close()));
      const codes = await renderer.evaluate(({ ipcRenderer }) => {
        const { port1 } = new (globalThis as unknown as PortGlobals).MessageChannel();
        const attempts = [[port1], [port1], [{}], [port1, port1]].map((transfer) => {
          try {
            ipcRenderer.postMessage('gone', 1, transfer);
            return 'transferred';
          } catch (error) {
            return (error as { readonly code?: string }).code;
          }
        });
        ipcRenderer.send('after');
        return attempts;
      });
      const refused = 'ERR_CULVERT_INVALID_TRANSFER';
      expect(codes).toEqual(['transferred', refused, refused, refused]);
      await arriving;
    },
  },
  {
    name: 'a port is moved, or refused at the call with what to do, in both directions; then the rest goes on',
    async run({ main, renderer, createPorts }) {
      const arriving = received(main, 'after');
      main.ipcMain.on('maybe', ({ ports }) => ports.forEach((port) => port.close()));
      const outcome = await renderer.evaluate(({ ipcRenderer }) => {
        const { port1 } = new (globalThis as unknown as PortGlobals).MessageChannel();
        try {
          ipcRenderer.postMessage('maybe', 1, [port1]);
          return 'transferred';
        } catch (error) {
          port1.close();
          return (error as Error).message;
        } finally {
          ipcRenderer.send('after');
        }
      });
      await arriving;
      const [port, other] = createPorts();
      const send = () => renderer.webContents.postMessage('maybe', 1, [port]);
      if (outcome === 'transferred') {
        send();
      } else {
        expect(outcome).toMatch(/'maybe'.*cannot transfer ports/);
        expect(send).toThrow(
          expect.objectContaining({ code: 'ERR_CULVERT_PORTS_UNSUPPORTED', message: outcome }),
        );
      }
      other.close();
    },
  },
  {
    name: 'openPort joins two renderers, and main sees nothing of what they say',
    requires: 'ports',
    async run({ main, renderer, other }) {
      const listening = received(main, 'listening');
      const served = other.evaluate(
        ({ ipcRenderer, ports$ }) =>
          new Promise<unknown>((resolve) => {
            const subscription = ports$.subscribe(({ senderId, name, port }) => {
              subscription.unsubscribe();
              port.onmessage = ({ data }) => {
                port.postMessage([data, 'answered']);
                resolve([senderId, name]);
              };
            });
            ipcRenderer.send('listening');
          }),
      );
      await listening;
      const seen: string[] = [];
      const inspecting = main.inspect$.subscribe((item) => seen.push(JSON.stringify(item)));
      const answer = await renderer.evaluate(async (self, id) => {
        const port = await self.openPort(id, 'direct');
        const heard = new Promise<unknown>((resolve) => (port.onmessage = ({ data }) => resolve(data)));
        port.postMessage('secret');
        const data = await heard;
        port.close();
        // Main's inspection ends before this answer, which is sent to main.
        return [data];
      }, other.id);
      inspecting.unsubscribe();
      expect(answer).toEqual([['secret', 'answered']]);
      expect(await served).toEqual([renderer.id, 'direct']);
      expect(seen.filter((item) => item.includes('"direct"'))).toHaveLength(1);
    },
  },
  {
    name: 'openPort rejects where the policy denies it, and the target hears nothing',
    async run({ renderer, other, setPolicy }) {
      const requests: unknown[] = [];
      setPolicy(({ kind, channel, sender, target }) => {
        if (kind !== 'port') return true;
        requests.push([channel, sender.id, target?.id]);
        return { deny: 'not those two' };
      });
      const error = await renderer.evaluate(
        (self, id) =>
          self.openPort(id, 'direct').then(
            () => undefined,
            (reason: { readonly code: string; readonly message: string }) => [reason.code, reason.message],
          ),
        other.id,
      );
      expect(error).toEqual(['ERR_CULVERT_DENIED', "'direct': the policy denied this port: not those two"]);
      expect(requests).toEqual([['direct', renderer.id, other.id]]);
    },
  },
  {
    name: 'openPort to nobody rejects with a code, and to an id that is no integer is a TypeError',
    async run({ renderer }) {
      const errors = await renderer.evaluate(async (self) => {
        const unknown = await self.openPort(999_999, 'direct').catch((error: unknown) => error);
        let wrong: unknown;
        try {
          await self.openPort(1.5);
        } catch (error) {
          wrong = error;
        }
        return [(unknown as { readonly code?: string }).code, (wrong as Error).name];
      });
      expect(errors).toEqual(['ERR_CULVERT_UNKNOWN_TARGET', 'TypeError']);
    },
  },
  {
    name: 'openPort gives a port, or rejects with the renderer whose transport moves none',
    async run({ renderer, other }) {
      const outcome = await renderer.evaluate(
        (self, id) =>
          self.openPort(id, 'direct').then(
            (port) => (port.close(), 'opened'),
            (error: { readonly code: string; readonly message: string }) => `${error.code} ${error.message}`,
          ),
        other.id,
      );
      expect(outcome).toMatch(
        /^(opened|ERR_CULVERT_PORTS_UNSUPPORTED 'direct': .* renderer \d+ cannot transfer ports)/,
      );
    },
  },
];
