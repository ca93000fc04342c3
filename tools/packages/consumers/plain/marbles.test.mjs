import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runIpc, runIpcAsync } from '@culvert/testing';

test('a marble test', () => {
  runIpc(({ main, renderer, link, cold, expectMessages }) => {
    link({ latency: '3ms' });
    cold('-a-b').subscribe(renderer.channel('keys'));
    expectMessages(main.channel('keys')).toBe('----a-b', { a: ['a'], b: ['b'] });
  });
});

test('a marble test of a call', () => {
  runIpc(({ main, renderer, link, expectCall }) => {
    link({ latency: '3ms' });
    main.ipcMain.handle('double', (_event, n) => 2 * n);
    expectCall(() => renderer.invoke$('double', 2), '^---!').toBe('');
  });
});

test('a marble test of promises', async () => {
  await runIpcAsync(async ({ main, renderer, link, cold, expectObservable }) => {
    link({ latency: '3ms' });
    main.ipcMain.handle('double', async (_event, n) => 2 * n);
    assert.equal(await renderer.ipcRenderer.invoke('double', 2), 4);
    expectObservable(cold('-a')).toBe('-------a');
  });
});

test('a marble test that fails', () => {
  assert.throws(
    () =>
      runIpc(({ main, renderer, cold, expectMessages }) => {
        cold('-a').subscribe(renderer.channel('keys'));
        expectMessages(main.channel('keys')).toBe('--a', { a: ['a'] });
      }),
    ({ message, stack }) => {
      assert.match(message, /^expectMessages\(main\.channel\('keys'\)\) is not as drawn/);
      assert.match(message, /expected +--a\nactual +-a-\nrenderer 1 → main -b-\n +\^/);
      assert.match(stack.slice(message.length + 'Error: '.length), /^\n +at .*marbles\.test\.mjs/);
      return true;
    },
  );
});
