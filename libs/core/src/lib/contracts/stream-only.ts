import { CulvertError } from '@culvert/protocol';
import type { Observable } from 'rxjs';

/** Properties that RxJS, promises and this library read of an Observable, even if they are absent. */
const LOOKED_FOR: ReadonlySet<string> = new Set([
  'source',
  'operator',
  'lift',
  'then',
  'schedule',
  'length',
  'next',
  'closed',
  'delivering',
  'unreportedError',
  'relays',
]);

/**
 * Wraps an input that a caller has sent as a stream, for a member with a schema. Only the types know if the schema is
 * for the items or for a value. A peer may send either. A handler that expects a value would find all its fields
 * absent, and treat checked fields as left out. So reading a field that no Observable has throws.
 */
export function streamOnly(channel: string, input$: Observable<unknown>): Observable<unknown> {
  const refuse = (name: string) => {
    throw new CulvertError(
      'ERR_CULVERT_INVALID_INPUT',
      `'${channel}': the input is a stream, which has no '${name}'.`,
    );
  };
  return new Proxy(input$, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (value === undefined && typeof name === 'string' && !LOOKED_FOR.has(name)) refuse(name);
      return value;
    },
    has(target, name) {
      const isThere = Reflect.has(target, name);
      if (!isThere && typeof name === 'string' && !LOOKED_FOR.has(name)) refuse(name);
      return isThere;
    },
    ownKeys: () => refuse('own fields'),
  });
}
