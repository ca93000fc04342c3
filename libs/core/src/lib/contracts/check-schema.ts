import {
  CulvertError,
  type CulvertErrorCode,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from '@culvert/protocol';
import { isThenable } from '../runtime/is-thenable.js';

/**
 * Returns the value that the schema makes of it, or a promise of that if the schema is asynchronous.
 *
 * @throws CulvertError with the code. It names channel and path, and its `issues` are all issues of the schema
 */
export function checkSchema(
  schema: StandardSchema | undefined,
  code: CulvertErrorCode,
  channel: string,
  what: 'input' | 'output',
  value: unknown,
): unknown {
  if (schema === undefined) return value;
  const read = (result: StandardResult<unknown>) => {
    if (result.issues === undefined) return result.value;
    throw issuesError(code, channel, what, result.issues);
  };
  const result = schema['~standard'].validate(value);
  return isThenable(result) ? Promise.resolve(result).then(read) : read(result);
}

function issuesError(
  code: CulvertErrorCode,
  channel: string,
  what: string,
  issues: readonly StandardIssue[],
): CulvertError {
  const plain = issues.map(({ message, path = [] }) => ({ message, path: Array.from(path, keyOf) }));
  const text = plain.map(({ message, path }) => `${pathText(what, path)}: ${message}`).join('; ');
  return Object.assign(new CulvertError(code, `'${channel}': ${text}`), { issues: plain });
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): string | number {
  const key = typeof segment === 'object' ? segment.key : segment;
  return typeof key === 'number' ? key : String(key);
}

function pathText(what: string, path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${key}`),
    what,
  );
}
