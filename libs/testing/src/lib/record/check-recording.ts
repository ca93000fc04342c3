import { invalidArgument } from '@culvert/protocol';
import type { Recording } from './recording.js';

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` */
export function checkRecording(user: string, recording: Recording): Recording {
  const { initial, items } = (recording ?? {}) as Partial<Recording>;
  if (initial === undefined || !Array.isArray(items))
    throw invalidArgument(`${user} needs a recording: ${user}(readRecording(text)).`);
  return recording;
}
