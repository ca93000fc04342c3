import { Observable, skip, take, type Subscription } from 'rxjs';
import { call, defineContract, expose, stream, wrap, type Main } from '../../index.js';
import { inProcess, type Opened } from '../../../testing/in-process.js';
import { turns } from '../../../testing/turns.js';

const contract = defineContract('app', { rows: stream<void, number>(), title: call<void, string>() });

describe("main's calls from inside code that main runs", () => {
  type Place = (main: Main, of: Opened, act: () => void) => void;
  const quiet = (promise: Promise<unknown>) => void promise.catch(() => undefined);
  const places: readonly (readonly [string, Place])[] = [
    [
      'a listener',
      (main, { renderer }, act) => {
        main.ipcMain.on('refresh', act);
        renderer.ipcRenderer.send('refresh');
      },
    ],
    [
      'a handler',
      (main, { renderer }, act) => {
        main.ipcMain.handle('refresh', act);
        quiet(renderer.ipcRenderer.invoke('refresh'));
      },
    ],
    [
      'a handler of a contract',
      (main, { renderer }, act) => {
        expose(main, contract, { rows: () => [], title: () => (act(), '') });
        quiet(wrap(renderer, contract).title());
      },
    ],
    [
      'a subscriber of a channel',
      (main, { renderer }, act) => {
        main.channel('refresh').subscribe(act);
        renderer.channel('refresh').next(1);
      },
    ],
    [
      'a subscriber of state$',
      (main, { renderer }, act) => {
        main.state$.pipe(skip(1), take(1)).subscribe(act);
        quiet(renderer.ipcRenderer.invoke('refresh'));
      },
    ],
    [
      'a subscriber of inspect$',
      (main, { renderer }, act) => {
        main.inspect$.pipe(take(1)).subscribe(act);
        renderer.ipcRenderer.send('refresh');
      },
    ],
  ];

  it.each(places)(
    'have numbers of their own in %s, so one that fails does not fail others',
    async (_, place) => {
      const { main, open } = inProcess();
      const gone = [open({ graceMs: 60_000 }), open({ graceMs: 60_000 })];
      const live = open();
      await Promise.all([...gone, live].map(({ renderer }) => renderer.ready));
      const torn = jest.fn();
      expose(live.renderer, contract, {
        title: () => 'title of the live one',
        rows: () => new Observable<number>((to) => (to.next(1), torn)),
      });
      for (const { renderer } of gone) renderer.close();
      await turns(40);
      const codeOf = (error: { code: string }) => error.code;
      const titles: Promise<string>[] = [];
      const rows: Promise<number | string>[] = [];
      const subscriptions: Subscription[] = [];
      place(main, live, () => {
        for (const webContents of main.webContents.getAll()) {
          const api = wrap(webContents, contract);
          const first = new Promise<number | string>((resolve) =>
            subscriptions.push(
              api
                .rows()
                .subscribe({ next: resolve, error: (error: { code: string }) => resolve(codeOf(error)) }),
            ),
          );
          rows.push(first);
          titles.push(api.title().catch(codeOf));
        }
      });
      await turns(40);
      const disconnected = 'ERR_CULVERT_DISCONNECTED';
      expect([await rows[2], await titles[2]]).toEqual([1, 'title of the live one']);
      expect([...(await Promise.all(rows)), ...(await Promise.all(titles))]).toEqual([
        disconnected,
        disconnected,
        1,
        disconnected,
        disconnected,
        'title of the live one',
      ]);
      expect(torn).not.toHaveBeenCalled();
      for (const subscription of subscriptions) subscription.unsubscribe();
      await turns(40);
      expect(torn).toHaveBeenCalledTimes(1);
    },
  );
});
