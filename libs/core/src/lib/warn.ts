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

/** Of an error that a peer has brought and nobody has handled. */
export function unhandledText(channel: string, error: unknown, from: number | undefined): string {
  const peer = from === undefined ? 'main' : `renderer ${from}`;
  return `'${channel}': ${peer} has failed a stream, and nothing here has handled it: ${shortText(error)}`;
}

/** The beginning of what {@link describeThrown} makes of it. */
export function shortText(error: unknown): string {
  const text = describeThrown(error);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}
