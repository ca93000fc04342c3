import type { Inspection } from '@culvert/core';
import type { Body } from '@culvert/protocol';
import type { RouterState } from '@culvert/router';

/** The work of main, item by item, from a known state on. `record` makes it, and `readRecording` reads it. */
export interface Recording {
  /** The version of Culvert that has recorded it. */
  readonly version: string;
  /** The state of the router before the first item. It names main's codec and limits. */
  readonly initial: RouterState;
  /** The state of the router after the last item. */
  readonly final: RouterState;
  /** The items of `inspect$`. A body that was left out is a {@link RecordedBody} without content. */
  readonly items: readonly Inspection[];
  /** The number of older items that the limit has removed. `initial` contains their result. */
  readonly removed: number;
  /** Ends the recording. It keeps its items. Main's `close` ends it as well. */
  stop(): void;
  /**
   * The recording as JSON lines: a header with the initial state, a line for each item, and an end with the final
   * state. {@link readRecording} reads it.
   */
  toJSONLines(): string;
  /**
   * The recording as JSON of Chrome's trace events. Perfetto (https://ui.perfetto.dev) and `chrome://tracing` open it.
   */
  toChromeTrace(): string;
}

/** A body in a recording. */
export interface RecordedBody extends Body {
  /** The size of a body that was left out, in bytes. It has neither text nor binary values then. */
  readonly leftOut?: number;
}

/** A message, as `redact` sees it. */
export interface RecordedHead {
  /** Its channel. `undefined` if main could not tell. */
  readonly channel: string | undefined;
  /** The webContents id of its sender: 0 is main. */
  readonly from: number;
  /** The kind of the message or event: `'send'`, `'call'`, `'items'`, `'answer'`. */
  readonly kind: string;
}
