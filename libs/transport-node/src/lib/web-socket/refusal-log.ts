import { inspect } from 'node:util';
import type { RefusedRequest, WriteLine } from './serve-options.js';

/** The most lines in {@link WINDOW_MS}. Anyone can send requests that are refused, and must not fill a log. */
const MAX_LINES = 10;
const WINDOW_MS = 60_000;

/** Headers of a client are part of a line, and may have any length. */
const MAX_LENGTH = 500;

/** Writes a line for each refusal, with its reason and what to change. It never has the token. */
export class RefusalLog {
  private readonly write: WriteLine;
  private readonly now: () => number;
  private windowEnd = -Infinity;
  private linesLeft = 0;
  private hasWarned = false;

  /** @param now in ms */
  constructor(write: WriteLine, now: () => number = () => performance.now()) {
    this.write = write;
    this.now = now;
  }

  add({ status, reason, advice }: RefusedRequest): void {
    const now = this.now();
    if (now >= this.windowEnd) {
      this.windowEnd = now + WINDOW_MS;
      this.linesLeft = MAX_LINES;
    }
    if (this.linesLeft === 0) return;
    this.linesLeft--;
    const line = printable(
      `Culvert: serve refused a client (${status}): ${reason}.${advice === undefined ? '' : ` ${advice}`}`,
    );
    this.writeSafely(
      this.linesLeft > 0 ? line : `${line} The next lines come in a minute; refused$ has every refusal.`,
    );
  }

  /** Anyone can cause a line. So an error of the app's function must not end main, and one warning is enough. */
  private writeSafely(line: string): void {
    new Promise<unknown>((resolve) => resolve(this.write(line))).catch((error: unknown) => {
      if (this.hasWarned) return;
      this.hasWarned = true;
      process.emitWarning('The log function of serve failed. refused$ has every refusal.', {
        type: 'CulvertWarning',
        detail: shown(error),
      });
    });
  }
}

/** Code of the app runs here too: a getter of its error may throw. */
function shown(error: unknown): string {
  try {
    return inspect(error);
  } catch {
    return 'It threw a value that cannot be shown.';
  }
}

/** A client must not write control characters into a terminal, or a second line into a log. */
function printable(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length <= MAX_LENGTH ? plain : `${plain.slice(0, MAX_LENGTH)}...`;
}
