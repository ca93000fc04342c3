/** What an `AbortSignal` is on all platforms: neutral code compiles without the typings that declare it. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The platform's own `AbortSignal` where its typings are, so that `fetch` and the like take it. */
export type CallSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : AbortSignalLike;

interface AbortGlobals {
  readonly AbortController: new () => { readonly signal: AbortSignalLike; abort(reason?: unknown): void };
  readonly DOMException: new (message: string, name: string) => Error;
}

const runtime = globalThis as unknown as AbortGlobals;

/** As `AbortController.abort()` has it where nobody gives a reason. */
export function abortError(): Error {
  return new runtime.DOMException('This operation was aborted', 'AbortError');
}

/** What an operation with this signal fails with, once it is aborted. */
export function reasonOf({ reason }: AbortSignalLike): unknown {
  return reason ?? abortError();
}

/** A signal that is made when it is first asked for: most handlers never do. */
export class LazyAbort {
  private controller: InstanceType<AbortGlobals['AbortController']> | undefined;
  private aborted: { readonly reason: unknown } | undefined;

  get signal(): CallSignal {
    if (this.controller === undefined) {
      this.controller = new runtime.AbortController();
      if (this.aborted !== undefined) this.controller.abort(this.aborted.reason);
    }
    // Where the platform's typings are, it is more than is known of it here.
    const signal: unknown = this.controller.signal;
    return signal as CallSignal;
  }

  abort(reason: unknown = abortError()): void {
    this.aborted ??= { reason };
    this.controller?.abort(reason);
  }
}
