// Replaces the parts of Jest packages that need Node, for the assertions of Jest (`expect`). Apart
// from `isPromise`, they only affect the text of a failure.

export function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

export function pluralize(word: string, count: number): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

export class ErrorWithStack extends Error {}

export function separateMessageFromStack(stack: string): { message: string; stack: string } {
  return { message: '', stack };
}

export function formatStackTrace(stack: string): string {
  return stack;
}

export function formatExecError(error: unknown): string {
  return String(error);
}
