import { call, defineContract, expose, stream, sync, wrap, type Interceptor } from '@culvert/core/contract';
import { NEVER, interval, map, take } from 'rxjs';
import { record, runIpc, type RecordOptions, type Recording } from '../src/index.js';

export const math = defineContract('math', {
  double: call<number, number>(),
  ticks: stream<number, string>(),
  theme: sync<[], string>(),
});

const authorized: Interceptor = (request, next) =>
  next({ ...request, headers: { authorization: 'key of the user' } });

/**
 * An app that sends a message of each kind, recorded once for each of the options. Renderer 1 is a window, 2 a worker
 * that ends after 60 ms, 3 a guest of the window.
 */
export function recordApp(...all: readonly RecordOptions[]): readonly Recording[] {
  return runIpc(
    ({ main, link, flush, cold }) => {
      const recordings = all.map((options) => record(main.inspect$, options));
      const window = link({ latency: '2ms' }).renderer;
      const worker = link({
        latency: '5ms',
        info: { kind: 'worker', identity: 'indexer' },
        disconnect: `${'-'.repeat(60)}!`,
      });
      const guest = link({ latency: '2ms', info: { kind: 'webview', host: 1 } }).renderer;
      expose(main, math, {
        double: (n) => (n === 0 ? new Promise(() => undefined) : 2 * n),
        ticks: () => NEVER,
        theme: () => 'dark',
      });
      expose(worker.renderer, math, {
        double: (n) => 2 * n,
        ticks: (period) => interval(period).pipe(map((n) => `tick ${n}`)),
      });
      main.channel<string>('keys').subscribe((key) => main.channel('echo').next(key));
      window.channel('echo').subscribe();
      window.ipcRenderer.on('bytes', () => undefined);

      cold('-a----b').subscribe((key) => window.channel('keys').next(key));
      cold('--x').subscribe(() => {
        window.ipcRenderer.sendTo(2, 'bytes', new Uint8Array([1, 2, 255]));
        window.ipcRenderer.sendTo(9, 'bytes', 'unknown');
        window.ipcRenderer.send('denied', 'secret');
        window.ipcRenderer.invoke('denied', 'secret').catch(() => undefined);
        guest.ipcRenderer.sendToHost('height', 42);
      });
      const ofWorker = wrap(window, math, { to: 2, interceptors: [authorized] });
      const ignored = () => undefined;
      cold('---x').subscribe(() => {
        ofWorker.double(4).catch(ignored);
        wrap(window, math).theme();
        wrap(window, math).double(0).catch(ignored);
        wrap(worker.renderer, math).ticks(13).subscribe({ error: ignored });
        wrap(window, math).double(5).catch(ignored);
        wrap(worker.webContents, math).double(6).catch(ignored);
        ofWorker.ticks(7).pipe(take(3)).subscribe({ error: ignored });
        ofWorker.ticks(9).subscribe({ error: ignored });
        wrap(worker.webContents, math).ticks(11).subscribe({ error: ignored });
      });
      flush();
      return recordings;
    },
    { policy: ({ channel }) => channel !== 'denied' },
  );
}
