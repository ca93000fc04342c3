import { call, defineContract, expose, wrap } from '@culvert/core';
import type { IpcHelpers } from './ipc-helpers.js';
import { ipcMatchers } from './ipc-matchers.js';
import { runIpcAsync } from './run-ipc-async.js';
import { runIpc } from './run-ipc.js';

const contract = defineContract({ double: call<number, number>() });

function setUp({ main, renderer, link, cold }: IpcHelpers) {
  expose(main, contract, { double: (n) => 2 * n });
  cold('-a-b').subscribe(renderer.channel<string>('keys'));
  cold('--c').subscribe(() => renderer.ipcRenderer.sendTo(98, 'nobody'));
  return { api: wrap(renderer, contract), ...link({ latency: '1ms' }) };
}

beforeAll(() => expect.extend(ipcMatchers));

describe('the matchers of expect', () => {
  it('draw Observables, calls, messages and drops', () => {
    runIpc((helpers) => {
      const { api, up } = setUp(helpers);
      const { main } = helpers;
      expect(main.channel('keys')).toEmit('--a-b');
      expect(main.channel('keys')).toCarry('--a-b', { a: ['a'], b: [expect.any(String)] });
      expect(up).toCarry('cadb', {
        c: { kind: 'call', args: [2] },
        a: { channel: 'keys' },
        d: { kind: 'sendTo' },
        b: { args: ['b'] },
      });
      expect(() => api.double(2)).toAnswer('--(a|)', { a: 4 });
      expect(main).toDrop('---d', { d: { reason: 'unknown-target', to: 98 } });
    });
  });

  it('work in runIpcAsync', async () => {
    await runIpcAsync(async ({ main, renderer, cold }) => {
      main.ipcMain.handle('double', (_event, n: number) => 2 * n);
      expect(await renderer.ipcRenderer.invoke('double', 2)).toBe(4);
      expect(cold('-a')).toEmit('-a');
    });
  });

  it.each<[string, (helpers: IpcHelpers, ends: ReturnType<typeof setUp>) => void, string]>([
    [
      'toEmit',
      ({ main }) => expect(main.channel('keys')).toEmit('-a'),
      "expectObservable(main.channel('keys'))",
    ],
    [
      'toAnswer',
      (_helpers, { api }) => expect(() => api.double(2)).toAnswer('-#'),
      'expectCall(() => api.double(2))',
    ],
    ['toCarry', (_helpers, { up }) => expect(up).toCarry('-----a'), 'expectMessages(up of renderer 1)'],
    ['toDrop', ({ main }) => expect(main).toDrop('-a'), 'expectDrops()'],
  ])('fail as the helpers do, at the line of the matcher: %s', (_name, draw, called) => {
    expect(() => runIpc((helpers) => draw(helpers, setUp(helpers)))).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`${called} is not as drawn`),
        stack: expect.stringMatching(/is not as drawn[^]*\n\n[^]*?\n +at draw \(.*ipc-matchers\.spec/),
      }),
    );
  });

  it('refuse not, and a test that is over', () => {
    const refused = (text: string) =>
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(text),
      }) as Error;
    expect(() => runIpc(({ main }) => expect(main.channel('x')).not.toEmit('-a'))).toThrow(
      refused('not.toEmit is not possible'),
    );
    expect(() => runIpc(() => expect(1).toBe(2))).toThrow();
    expect(() => expect(() => 1).toAnswer('|')).toThrow(refused('toAnswer belongs into a test of runIpc'));
  });
});
