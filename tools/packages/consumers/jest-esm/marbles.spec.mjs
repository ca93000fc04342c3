import { expect, test } from '@jest/globals';
import { runIpc } from '@culvert/testing';
import { ipcMatchers } from '@culvert/testing/matchers';

expect.extend(ipcMatchers);

function wrong({ main, renderer, link, cold }) {
  link({ latency: '3ms' });
  cold('-a-b').subscribe(renderer.channel('keys'));
  expect(main.channel('keys')).toEmit('----a-c');
}

test('a marble test', () => {
  runIpc(({ main, renderer, link, cold, expectMessages }) => {
    link({ latency: '3ms' });
    cold('-a-b').subscribe(renderer.channel('keys'));
    expect(main.channel('keys')).toEmit('----a-b');
    expectMessages(main.channel('keys')).toBe('----a-b', { a: ['a'], b: [expect.any(String)] });
  });
});

test('a marble test that fails', () => {
  expect(() => runIpc(wrong)).toThrow(
    expect.objectContaining({ stack: expect.stringMatching(/\n\n[^]*\n +at wrong \(.*marbles\.spec\.mjs:10:/) }),
  );
});
