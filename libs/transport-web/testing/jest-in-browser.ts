// What the assertions of Jest (`expect`) take from packages of Jest that need Node. It decides nothing but the words of a failure,
// `isPromise` excepted.

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
