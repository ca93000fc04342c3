import { invalidArgument } from '@culvert/protocol';

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`, in Electron's words where Electron has an error for it */
export function checkChannel(
  channel: unknown,
  message = 'The channel must be a string.',
): asserts channel is string {
  if (typeof channel !== 'string') throw invalidArgument(message);
}

/** @throws Error in Electron's words if the name has a handler already */
export function checkFirstHandler(channel: string, handlers: ReadonlyMap<string, unknown>): void {
  if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an id that is not an integer */
export function checkWebContentsId(id: unknown): asserts id is number {
  if (!Number.isSafeInteger(id)) throw invalidArgument('The webContents id must be an integer.');
}
