import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runIpc } from '@culvert/testing';

test('a marble test', () => {
  runIpc(({ main, renderer, link, cold, expectMessages }) => {
    link({ latency: '3ms' });
    cold('-a-b').subscribe(renderer.channel('keys'));
    expectMessages(main.channel('keys')).toBe('----a-b', { a: ['a'], b: ['b'] });
  });
});

test('a marble test that fails', () => {
  assert.throws(() =>
    runIpc(({ main, renderer, cold, expectMessages }) => {
      cold('-a').subscribe(renderer.channel('keys'));
      expectMessages(main.channel('keys')).toBe('--a', { a: ['a'] });
    }),
  );
});
