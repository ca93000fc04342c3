import type { SyncAnswer } from '@culvert/transport-kit';
import { CulvertError } from '@culvert/protocol';

/**
 * Posts, and blocks this thread until the answer. Status 0 means that no answer can come.
 *
 * In a page, browsers forbid a timeout on a synchronous request, so main's own timeout answers. In
 * a worker the timeout is kept here too.
 *
 * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`, in workers
 */
export function postWithXhr(url: string, body: string, timeoutMs: number): SyncAnswer {
  const deadline = performance.now() + timeoutMs;
  let answer: SyncAnswer;
  // 409: main has not noticed yet that this side gave up its last request. It notices in a moment.
  do answer = postOnce(url, body, timeoutMs);
  while (answer.status === 409 && performance.now() < deadline);
  return answer;
}

function postOnce(url: string, body: string, timeoutMs: number): SyncAnswer {
  const request = new XMLHttpRequest();
  request.open('POST', url, false);
  if (typeof document === 'undefined') request.timeout = timeoutMs;
  try {
    // A string is sent as text/plain, which browsers send to other origins without a preflight
    // request.
    request.send(body);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new CulvertError('ERR_CULVERT_SYNC_TIMEOUT', `Main did not answer within ${timeoutMs} ms.`);
    }
    return { status: 0, text: '' };
  }
  return { status: request.status, text: request.responseText };
}
