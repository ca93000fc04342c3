/** Tells a child of `forkRenderer` its two pipes and their maker: `fd to read:fd to write:pid of main`. */
export const PIPES_VARIABLE = 'CULVERT_PIPES';

/** A read of a Windows pipe may block without end. */
export function canPollPipes(): boolean {
  return process.platform !== 'win32';
}
