import { expect } from 'expect';
import { firstValueFrom } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';

/** Names that are special elsewhere, and are ordinary channels here. */
const oddNames = [
  'error',
  'newListener',
  'removeListener',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'ipc-message',
  'destroyed',
  '',
  ' ',
  '\0',
  'ping-æøåü',
  '😀',
  'a b\n"c"',
];

export const oddNameCases: readonly ConformanceCase[] = [
  {
    name: 'odd channel names in sendSync',
    requires: 'sync',
    async run({ main, renderer }) {
      for (const name of oddNames) {
        main.ipcMain.on(name, (event, value: unknown) => {
          // Two of the names are those of the emitter's own events, which report the listeners added here.
          if (typeof event === 'object') event.returnValue = [name, value];
        });
      }
      const answers = await renderer.evaluate(
        ({ ipcRenderer }, names) => names.map((name) => ipcRenderer.sendSync(name, 'up') as unknown),
        oddNames,
      );
      expect(answers).toEqual(oddNames.map((name) => [name, 'up']));
    },
  },
  {
    name: 'odd channel names in invoke and handle',
    async run({ main, renderer }) {
      for (const name of oddNames) main.ipcMain.handleOnce(name, (_event, value: unknown) => [name, value]);
      const answers = await renderer.evaluate(
        ({ ipcRenderer }, names) =>
          Promise.all(names.map((name) => ipcRenderer.invoke(name, 'up') as Promise<unknown>)),
        oddNames,
      );
      expect(answers).toEqual(oddNames.map((name) => [name, 'up']));
    },
  },
  {
    name: 'odd channel names without a handler reject, each with its name',
    async run({ renderer }) {
      const messages = await renderer.evaluate(
        ({ ipcRenderer }, names) =>
          Promise.all(
            names.map(
              (name) => ipcRenderer.invoke(name).catch((error: Error) => error.message) as Promise<unknown>,
            ),
          ),
        oddNames,
      );
      expect(messages).toEqual(
        oddNames.map(
          (name) => `Error invoking remote method '${name}': Error: No handler registered for '${name}'`,
        ),
      );
    },
  },
  {
    name: 'odd channel names in sendTo',
    async run({ renderer, other }) {
      await other.evaluate(({ ipcRenderer }, names) => {
        for (const name of names) {
          ipcRenderer.on(name, (event, value: unknown) => {
            // Two of the names are those of the emitter's own events, which report the listeners added here.
            if (typeof event !== 'object') return;
            event.sender.sendTo(event.senderId, name, `${String(value)} and down`);
          });
        }
      }, oddNames);
      const answers = await renderer.evaluate(
        ({ ipcRenderer }, names, id) =>
          Promise.all(
            names.map(
              (name) =>
                new Promise<unknown>((resolve) => {
                  ipcRenderer.on(name, (event, value: unknown) => {
                    if (typeof event === 'object') resolve(value);
                  });
                  ipcRenderer.sendTo(id, name, 'up');
                }),
            ),
          ),
        oddNames,
        other.id,
      );
      expect(answers).toEqual(oddNames.map(() => 'up and down'));
    },
  },
  {
    name: 'odd channel names as Subjects, both ways',
    async run({ main, renderer }) {
      const values = oddNames.map((name) => firstValueFrom(main.channel(name)));
      await renderer.evaluate((there, names) => {
        for (const name of names) {
          const channel = there.channel<unknown>(name);
          const subscription = channel.subscribe((value) => {
            subscription.unsubscribe();
            there.channel('heard').next([name, value]);
          });
          channel.next(`up ${name}`);
        }
      }, oddNames);
      expect(await Promise.all(values)).toEqual(oddNames.map((name) => `up ${name}`));
      const heard = new Promise<unknown[]>((resolve) => {
        const all: unknown[] = [];
        const subscription = main.channel('heard').subscribe((value) => {
          if (all.push(value) < oddNames.length) return;
          subscription.unsubscribe();
          resolve(all);
        });
      });
      for (const name of oddNames) main.channel(name).next('down');
      expect(await heard).toEqual(oddNames.map((name) => [name, 'down']));
    },
  },
];
