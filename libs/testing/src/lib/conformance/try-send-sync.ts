import type { RemoteRenderer } from './remote-renderer.js';

/** Calls `sendSync` there. Returns `{ value }`, or the code and message of its error. */
export function trySendSync(renderer: RemoteRenderer, channel: string, ...args: unknown[]): Promise<unknown> {
  return renderer.evaluate(
    ({ ipcRenderer }, name, values) => {
      try {
        return { value: ipcRenderer.sendSync(name, ...values) as unknown };
      } catch (error) {
        return { code: (error as { code?: string }).code, message: (error as Error).message };
      }
    },
    channel,
    args,
  );
}
