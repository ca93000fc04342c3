import {
  call,
  defineContract,
  expose,
  wrap,
  type Interceptor,
  type IpcMainEvent,
  type WebContents,
} from '@culvert/core';
import { delay, timer } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';

/** Two windows count together. Main adds, so no step of one window gets lost between two of the other. */
export const counterApp: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  let count = 0;
  const saved = () => timer(1);
  main.ipcMain.on('add', (_event, by: number) => {
    count += by;
    saved().subscribe(() => main.channel<number>('count').next(count));
  });
  const views: number[] = [];
  let added = 0;
  for (const [index, { renderer }] of [link(), link()].entries()) {
    views[index] = 0;
    renderer.ipcRenderer.on('count', (_event, value: number) => (views[index] = value));
    step(renderer, () => {
      renderer.ipcRenderer.send('add', 1);
      added++;
    });
  }
  always(function neverTooMuch() {
    return count <= added;
  });
  atRest(function nothingIsLost() {
    return count === added || `${count} of ${added}`;
  });
  atRest(
    invariants.converged(
      () => views[0],
      () => views[1],
      () => count,
    ),
  );
};

const listContract = defineContract('list', { whole: call<void, { version: number; list: string[] }>() });

/**
 * A window shows a list that main changes. It listens first, and asks for the whole list then, which takes a while. Each
 * change has a version, so the window ignores changes that the list has already. It keeps the changes that come before
 * the list.
 */
export const listApp: Scenario = ({ main, link, step, atRest, invariants }) => {
  const list: string[] = [];
  const slow: Interceptor = (request, next) => next(request).pipe(delay(1));
  const whole = () => ({ version: list.length, list: [...list] });
  expose(main, listContract, { whole }, { interceptors: [slow] });
  const add = (item: string) => () => {
    list.push(item);
    main.channel<unknown>('added').next({ version: list.length, item });
  };
  const views: string[][] = [];
  link({
    document(renderer) {
      const view: { version: number; list: string[] } = { version: -1, list: [] };
      const early: { version: number; item: string }[] = [];
      views.push(view.list);
      const apply = ({ version, item }: { version: number; item: string }) => {
        if (version <= view.version) return;
        view.version = version;
        view.list.push(item);
      };
      step(renderer, () => {
        renderer.ipcRenderer.on('added', (_event, change: { version: number; item: string }) => {
          if (view.version < 0) early.push(change);
          else apply(change);
        });
        wrap(renderer, listContract)
          .whole.$()
          .subscribe({
            next(answer) {
              view.version = answer.version;
              view.list.push(...answer.list);
              early.forEach(apply);
            },
            error: () => undefined,
          });
      });
    },
  });
  step(main, add('a'), add('b'));
  atRest(
    invariants.converged(
      () => list,
      () => views.at(-1),
    ),
  );
};

/** Windows borrow the one lock of main. Main takes it back when its window is gone, and gives it to the next one. */
export const lockApp: Scenario = ({ main, link, step, always, atRest }) => {
  const waiting: WebContents[] = [];
  let owner: WebContents | undefined;
  const giveToNext = () => {
    owner = waiting.shift();
    owner?.send('locked');
  };
  const release = (sender: WebContents) => {
    const place = waiting.indexOf(sender);
    if (place >= 0) waiting.splice(place, 1);
    if (owner === sender) giveToNext();
  };
  main.ipcMain.on('lock', ({ sender }: IpcMainEvent) => {
    sender.once('destroyed', () => release(sender));
    waiting.push(sender);
    if (owner === undefined) giveToNext();
  });
  main.ipcMain.on('unlock', ({ sender }: IpcMainEvent) => release(sender));
  const holding = [false, false];
  const windows = [link(), link()];
  windows.forEach(({ renderer, webContents }, index) => {
    const { ipcRenderer } = renderer;
    ipcRenderer.on('locked', () => {
      holding[index] = true;
      step(renderer, () => {
        holding[index] = false;
        ipcRenderer.send('unlock');
      });
    });
    step(renderer, () => ipcRenderer.send('lock'));
    webContents!.once('destroyed', () => (holding[index] = false));
  });
  always(function oneOwner() {
    return holding.filter(Boolean).length <= 1;
  });
  always(function holderIsOwner() {
    return windows.every(({ webContents }, index) => !holding[index] || owner === webContents);
  });
  atRest(function lockIsFree() {
    return owner === undefined && waiting.length === 0;
  });
};

/** Main has a session for each document of a window: it begins with `login`, and ends with the document. */
export const sessionApp: Scenario = ({ main, link, step, always, atRest }) => {
  const sessions = new Map<number, { readonly user: string; readonly items: string[] }>();
  const leaks: string[] = [];
  main.ipcMain.on('login', ({ sender }, user: string) => sessions.set(sender.id, { user, items: [] }));
  main.ipcMain.on('add', ({ sender }, item: string) => sessions.get(sender.id)?.items.push(item));
  main.ipcMain.on('items', (event) => {
    const { user, items } = sessions.get(event.sender.id)!;
    event.reply('items', user, items);
  });
  main.webContents.created$.subscribe((webContents) =>
    webContents.once('destroyed', () => sessions.delete(webContents.id)),
  );
  const program = (name: string) => {
    let documents = 0;
    link({
      info: { graceMs: 100 },
      document(renderer) {
        const user = `${name}${++documents}`;
        const { ipcRenderer } = renderer;
        ipcRenderer.on('items', (_event, of: string, items: string[]) => {
          if (of !== user || items.some((item) => item !== user))
            leaks.push(`${user} got ${items.join()} of ${of}`);
        });
        step(
          renderer,
          () => {
            ipcRenderer.send('login', user);
            ipcRenderer.send('add', user);
          },
          () => ipcRenderer.send('items'),
        );
      },
    });
  };
  program('a');
  program('b');
  always(function ownItemsOnly() {
    return leaks.join('; ') || undefined;
  });
  atRest(function noneStays() {
    return sessions.size <= main.webContents.getAll().length;
  });
};
