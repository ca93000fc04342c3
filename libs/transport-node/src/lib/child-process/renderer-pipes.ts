/** Tells a child of `forkRenderer` its two pipes, and who has made them: `fd to read:fd to write:pid of main`. */
export const PIPES_VARIABLE = 'CULVERT_PIPES';

/** Windows' pipes cannot be read without waiting for ever. */
export function canPollPipes(): boolean {
  return process.platform !== 'win32';
}
