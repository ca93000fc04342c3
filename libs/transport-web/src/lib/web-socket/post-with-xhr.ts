import type { SyncAnswer } from '@culvert/core/transport-kit';
import { CulvertError } from '@culvert/protocol';

/**
 * Posts, and blocks this thread until the answer, or status 0 where none can come.
 *
 * Browsers forbid a timeout on a synchronous request in a page, where main's own timeout answers; in a worker it is
 * kept here as well.
 *
 * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`, in workers
 */
export function postWithXhr(url: string, body: string, timeoutMs: number): SyncAnswer {
  const deadline = performance.now() + timeoutMs;
  let answer: SyncAnswer;
  // 409: main has not noticed yet that the last request was given up. It will in a moment.
  do answer = postOnce(url, body, timeoutMs);
  while (answer.status === 409 && performance.now() < deadline);
  return answer;
}

function postOnce(url: string, body: string, timeoutMs: number): SyncAnswer {
  const request = new XMLHttpRequest();
  request.open('POST', url, false);
  if (typeof document === 'undefined') request.timeout = timeoutMs;
  try {
    // A string goes as text/plain, for which browsers ask no other origin's leave beforehand.
    request.send(body);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new CulvertError('ERR_CULVERT_SYNC_TIMEOUT', `Main did not answer within ${timeoutMs} ms.`);
    }
    return { status: 0, text: '' };
  }
  return { status: request.status, text: request.responseText };
}
