import { invalidArgument } from '@culvert/protocol';

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`, in Electron's words where Electron has an error for it */
export function checkChannel(
  channel: unknown,
  message = 'The channel must be a string.',
): asserts channel is string {
  if (typeof channel !== 'string') throw invalidArgument(message);
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an id that is not an integer */
export function checkWebContentsId(id: unknown): asserts id is number {
  if (!Number.isSafeInteger(id)) throw invalidArgument('The webContents id must be an integer.');
}
