import type { RemoteRenderer } from './remote-renderer.js';

/** Calls `invoke` there. Returns `{ value }`, or the name, message and code of the rejection. */
export function tryInvoke(renderer: RemoteRenderer, channel: string, ...args: unknown[]): Promise<unknown> {
  return renderer.evaluate(
    ({ ipcRenderer }, name, values) =>
      ipcRenderer.invoke(name, ...values).then(
        (value: unknown) => ({ value }),
        (error: Error & { code?: string }) => ({
          name: error.name,
          message: error.message,
          code: error.code,
        }),
      ),
    channel,
    args,
  );
}
