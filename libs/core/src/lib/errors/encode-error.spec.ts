import { electronJson } from '@culvert/protocol';
import { describeThrown } from '../runtime/describe-thrown.js';
import { fromWire } from './decode-error.js';
import { toWire } from './encode-error.js';

describe('a thrown value that cannot be read', () => {
  const unreadable = () => {
    throw new Error('no');
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();

  it.each([
    ['a revoked proxy', proxy],
    ['an object without a prototype', Object.create(null)],
    [
      'an error with a name that throws',
      Object.defineProperty(new Error('boom'), 'name', { get: unreadable }),
    ],
    [
      'an error with a message that is an object that throws',
      Object.assign(new Error(), { message: { toString: unreadable } }),
    ],
  ])('is described, never thrown: %s', (_name, thrown: unknown) => {
    expect(() => electronJson.encode([toWire(thrown, { codec: electronJson })])).not.toThrow();
    expect(fromWire(toWire(thrown, { codec: electronJson }))).toBeInstanceOf(Error);
    expect(typeof describeThrown(thrown)).toBe('string');
  });

  it('costs an error only the unreadable property', () => {
    const error = Object.assign(new TypeError('boom'), { code: 'E_X' });
    Object.defineProperty(error, 'hidden', { enumerable: true, get: unreadable });
    expect(toWire(error, { codec: electronJson })).toEqual({
      error: { code: 'E_X', name: 'TypeError', message: 'boom' },
    });
  });
});
