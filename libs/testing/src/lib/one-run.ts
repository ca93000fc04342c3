import { invalidArgument } from '@culvert/protocol';

let holder: string | undefined;

/**
 * Takes the virtual time of this process. There is one, because RxJS has one scheduler of each kind. A second run would take
 * the timers of the first one, which then fail or never come.
 *
 * @param user the function that the test has called, such as `runIpc`
 * @returns gives virtual time back. A second call does nothing
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` while another run has it
 */
export function takeVirtualTime(user: string): () => void {
  if (holder !== undefined) throw refused(user, holder);
  holder = user;
  let isOver = false;
  return () => {
    if (!isOver) holder = undefined;
    isOver = true;
  };
}

function refused(user: string, other: string): TypeError {
  return invalidArgument(
    `${user}: ${other} is still running, and there is one virtual time. Await its end, and do not run one within the other.`,
  );
}
