import { runIpc } from '@culvert/testing';
import { ipcMatchers } from '@culvert/testing/matchers';

expect.extend(ipcMatchers);
runIpc(({ main, renderer, link }) => {
  expect(main.channel('x')).toEmit('-a', { a: expect.any(Number) });
  expect(() => renderer.invoke$('x')).toAnswer('-#', {}, TypeError);
  expect(link().up).toCarry('');
  expect(main).toDrop('');
  // @ts-expect-error The marbles are a text.
  expect(main.channel('x')).toEmit(5);
});
