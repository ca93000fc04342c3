/** The package's `exports` hide its types. These are the types that are used here. */
declare module 'threads' {
  interface Remote {
    subscribe(observer: { complete?: () => void; error?: (error: unknown) => void }): void;
  }
  export class Worker {
    /** @param file relative to the caller's file */
    constructor(file: string, options?: object);
  }
  export function spawn<Rows>(worker: Worker): Promise<{
    [Name in keyof Rows]: Rows[Name] extends (...args: infer Args) => unknown
      ? (...args: Args) => Remote
      : never;
  }>;
  export const Thread: { terminate(thread: object): Promise<void> };
}

declare module 'threads/observable' {
  export class Observable<T> {
    constructor(start: (observer: { next(value: T): void; complete(): void }) => void);
  }
}

declare module 'threads/worker' {
  export function expose(functions: object): void;
}
