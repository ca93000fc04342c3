import { plantedIn } from '../mutant.js';

/** Bugs of apps, as a developer of one writes them. */
export const userCodeMutants = plantedIn('user code', 'libs/testing/testing/scenarios/apps.ts', [
  {
    name: 'main reads the count, waits, and writes it',
    exploration: 'a counter',
    find: "count += by;\n    saved().subscribe(() => main.channel<number>('count').next(count));",
    replace:
      "const seen = count;\n    saved().subscribe(() => main.channel<number>('count').next((count = seen + by)));",
  },
  {
    name: 'a change that the list has already is added again',
    exploration: 'a list, with a reload',
    find: 'if (version <= view.version) return;',
    replace: '',
  },
  {
    name: 'changes that come before the list are lost',
    exploration: 'a list, with a reload',
    find: 'early.forEach(apply);',
    replace: '',
  },
  {
    name: 'the lock of a crashed window is never free',
    exploration: 'a lock, with a crash',
    find: "sender.once('destroyed', () => release(sender));",
    replace: '',
  },
  {
    name: 'any window releases the lock',
    exploration: 'a lock, with a crash',
    find: 'if (owner === sender) giveToNext();',
    replace: 'giveToNext();',
  },
  {
    name: 'a crashed window gets the lock, because it still waits',
    exploration: 'a lock, with a crash',
    find: 'if (place >= 0) waiting.splice(place, 1);',
    replace: '',
  },
  {
    name: 'a session keeps the items from before a reload',
    exploration: 'sessions, with a reload',
    find: '{ user, items: [] }',
    replace: '{ user, items: sessions.get(sender.id)?.items ?? [] }',
  },
  {
    name: 'the answer goes to the newest window',
    exploration: 'sessions, with a reload',
    find: "event.reply('items', user, items);",
    replace: "main.webContents.getAll().at(-1)!.send('items', user, items);",
  },
  {
    name: 'the sessions of closed windows stay',
    exploration: 'sessions, with a cut',
    find: '() => sessions.delete(webContents.id)',
    replace: '() => undefined',
  },
]);
