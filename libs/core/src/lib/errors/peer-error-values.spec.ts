import { CulvertError, isError } from '@culvert/protocol';
import { fromWire } from './decode-error.js';

describe('a value that a peer sends as an error', () => {
  const peers: readonly unknown[] = [
    { error: {} },
    { error: { name: {}, message: [] } },
    { error: { name: Object.create(null), message: { toString: 1 } } },
    { error: { name: 'CulvertError', message: 'x', code: {} } },
    { error: { name: 'Error', message: 'x', stack: {} } },
    { error: { name: 'DOMException', message: null }, class: 'DOMException' },
    { error: { name: 'x', message: 'y' }, class: {} },
    { error: { name: 'x', message: 'y' }, errors: [1, null, { error: 1 }, { is: [] }], cause: 7 },
    {
      error: JSON.parse(
        '{"name":"a","message":"b","__proto__":{"polluted":1},"constructor":1,"toString":1}',
      ) as unknown,
    },
    { error: { name: 'AggregateError', message: 'x' }, errors: {} },
    { thrown: {} },
    { thrown: 1, is: {} },
    [],
    'text',
    7,
    null,
  ];

  it.each(peers)('becomes an error: %j', (wire) => {
    const error = fromWire(wire);
    expect(isError(error)).toBe(true);
    expect([typeof error.name, typeof error.message]).toEqual(['string', 'string']);
    expect({}).not.toHaveProperty('polluted');
  });

  it('loses causes that are too deep', () => {
    let wire: unknown = { error: { name: 'Error', message: 'inner' } };
    for (let i = 0; i < 10_000; i++)
      wire = { error: { name: 'Error', message: 'x' }, cause: wire, errors: [wire] };
    expect(() => fromWire(wire)).not.toThrow();
  });

  it('may be an error of Culvert', () => {
    const error = fromWire({ error: { name: 'CulvertError', message: 'm', code: 'ERR_CULVERT_DENIED' } });
    expect(error).toBeInstanceOf(CulvertError);
    expect(error).toMatchObject({ code: 'ERR_CULVERT_DENIED' });
  });
});
