import { describeThrown } from './describe-thrown.js';

/** The platform's `console`. Neutral code compiles without the typings that declare it. */
const runtime = globalThis as unknown as {
  readonly process?: { emitWarning?(message: string, type: string): void };
  readonly console?: { warn?(message: string): void };
};

/** Warns the developer, if the platform can. */
export function warn(message: string): void {
  if (runtime.process?.emitWarning !== undefined) runtime.process.emitWarning(message, 'CulvertWarning');
  else runtime.console?.warn?.(`Culvert: ${message}`);
}

/** The most characters of a text from a peer, which may have any length. */
const MAX_LENGTH = 1000;

/** The most channels that one end of the wire warns of. An app may use ever new names. */
const MAX_WARNED = 1000;

/** Warns of errors that peers caused and that the app has not handled. */
export class UnhandledWarnings {
  private readonly warned = new Set<string>();

  /** Warns once for each channel. A peer that fails one stream after the other must not fill a log. */
  warn(channel: string, error: unknown, from: number | undefined): void {
    if (this.warned.has(channel) || this.warned.size >= MAX_WARNED) return;
    this.warned.add(channel);
    const peer = from === undefined ? 'main' : `renderer ${from}`;
    const what = `${peer} has failed a stream, and nothing here has handled it: ${shortText(error)}`;
    warn(`'${channel}': ${what} (Later ones of this channel are not warned of.)`);
  }
}

/** The first characters of {@link describeThrown}. */
export function shortText(error: unknown): string {
  const text = describeThrown(error);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}
