/** Tells a child of `forkRenderer` the number of its end of the sync pipe, and who has made it: `fd:pid`. */
export const SYNC_PIPE_VARIABLE = 'CULVERT_SYNC_PIPE';

/** Windows' named pipes cannot be read without blocking for ever. */
export function supportsSyncPipe(): boolean {
  return process.platform !== 'win32';
}
