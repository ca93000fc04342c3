interface Port {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** The globals that begin a task. A neutral library compiles without the typings that declare them. */
interface TaskGlobals {
  readonly setImmediate?: (task: () => void) => unknown;
  readonly MessageChannel?: new () => { readonly port1: Port; readonly port2: Port };
  readonly setTimeout: (task: () => void, ms: number) => unknown;
}

// Taken when this module loads: fake timers of a test replace the globals later.
const { setImmediate, MessageChannel, setTimeout } = globalThis as unknown as TaskGlobals;

/** Resolves in a later task of the event loop. Before it, every promise settles that can without another task. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate !== undefined) setImmediate(resolve);
    else if (MessageChannel !== undefined) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    } else setTimeout(resolve, 0);
  });
}
