import { describeThrown } from './describe-thrown.js';

/** What platforms have of it; neutral code compiles without the typings that declare it. */
const runtime = globalThis as unknown as {
  readonly process?: { emitWarning?(message: string, type: string): void };
  readonly console?: { warn?(message: string): void };
};

/** Tells the developer, where the platform has a way. */
export function warn(message: string): void {
  if (runtime.process?.emitWarning !== undefined) runtime.process.emitWarning(message, 'CulvertWarning');
  else runtime.console?.warn?.(`Culvert: ${message}`);
}

/** A peer may bring a text of any length. */
const MAX_LENGTH = 1000;

/** Channels that one end of the wire warns of. Their names are the app's own; an app may still make up new ones. */
const MAX_WARNED = 1000;

/** Warns of errors that peers have brought and nobody has handled. */
export class UnhandledWarnings {
  private readonly warned = new Set<string>();

  /** Once for each channel: a peer that fails one stream after the other must not fill a log. */
  warn(channel: string, error: unknown, from: number | undefined): void {
    if (this.warned.has(channel) || this.warned.size >= MAX_WARNED) return;
    this.warned.add(channel);
    const peer = from === undefined ? 'main' : `renderer ${from}`;
    const what = `${peer} has failed a stream, and nothing here has handled it: ${shortText(error)}`;
    warn(`'${channel}': ${what} (Later ones of this channel are not warned of.)`);
  }
}

/** The beginning of what {@link describeThrown} makes of it. */
export function shortText(error: unknown): string {
  const text = describeThrown(error);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}
