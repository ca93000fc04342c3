import { invalidArgument, type Codec } from '@culvert/protocol';
import type { SchedulerLike } from 'rxjs';

/**
 * Refuses at the call a value that is not a function, a codec or a scheduler. An invalid policy would allow everything, and an
 * invalid redaction would let no error through.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`
 */
export function checkParts(
  { codec, scheduler }: { readonly codec?: unknown; readonly scheduler?: unknown },
  functions: Readonly<Record<string, unknown>> = {},
): void {
  for (const [name, part] of Object.entries(functions)) {
    if (part !== undefined && typeof part !== 'function')
      throw invalidArgument(`${name} must be a function; not ${typeof part}.`);
  }
  if (scheduler !== undefined) {
    const { now, schedule } = (scheduler ?? {}) as Partial<Record<keyof SchedulerLike, unknown>>;
    if (typeof now !== 'function' || typeof schedule !== 'function')
      throw invalidArgument('scheduler must be a scheduler of RxJS.');
  }
  if (codec === undefined) return;
  const { name, encode, decode } = (codec ?? {}) as Partial<Record<keyof Codec, unknown>>;
  if (typeof name !== 'string' || typeof encode !== 'function' || typeof decode !== 'function')
    throw invalidArgument('codec must be electronJson, structured, or a codec of your own.');
}
