import { CulvertError } from '@culvert/protocol';
import type { Observable } from 'rxjs';

/** What RxJS, promises and this library look for in an Observable, there or not. */
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
  'leftBy',
  'relays',
]);

/**
 * An input that its caller has sent as a stream, for a member with a schema. Whether that schema is for the items or for
 * a value, the types alone know, and a peer sends what it likes: a handler that wants a value would find none of its
 * fields here, and take what was checked to be there for what was left out. So a field that no Observable has is an error.
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
