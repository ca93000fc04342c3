/** The `AbortSignal` of all platforms. Neutral code compiles without the typings that declare it. */
export interface AbortSignalLike {
  /** True after the abort. */
  readonly aborted: boolean;
  /** The reason of the abort. */
  readonly reason?: unknown;
  /** Adds a listener for the abort. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Removes a listener. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The platform's own `AbortSignal` if its typings are present, so that `fetch` and similar functions accept it. */
export type CallSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : AbortSignalLike;

interface AbortGlobals {
  readonly AbortController: new () => { readonly signal: AbortSignalLike; abort(reason?: unknown): void };
  readonly DOMException: new (message: string, name: string) => Error;
}

const runtime = globalThis as unknown as AbortGlobals;

/** The default reason of `AbortController.abort()`. */
export function abortError(): Error {
  return new runtime.DOMException('This operation was aborted', 'AbortError');
}

/** Returns the error of an operation after the abort of its signal. */
export function reasonOf({ reason }: AbortSignalLike): unknown {
  return reason ?? abortError();
}

/** Creates its signal on first access, because most handlers never use it. */
export class LazyAbort {
  private controller: InstanceType<AbortGlobals['AbortController']> | undefined;
  private aborted: { readonly reason: unknown } | undefined;

  get signal(): CallSignal {
    if (this.controller === undefined) {
      this.controller = new runtime.AbortController();
      if (this.aborted !== undefined) this.controller.abort(this.aborted.reason);
    }
    // The type is widened, because typings of a platform know more of the signal than this file does.
    const signal: unknown = this.controller.signal;
    return signal as CallSignal;
  }

  abort(reason: unknown = abortError()): void {
    this.aborted ??= { reason };
    this.controller?.abort(reason);
  }
}
