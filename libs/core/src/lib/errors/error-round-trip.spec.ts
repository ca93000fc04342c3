import { CulvertError, electronJson, structured } from '@culvert/protocol';
import { decodeThrown, fromWire } from './decode-error.js';
import { toWire } from './encode-error.js';

describe.each([electronJson, structured])('an error that travels by $name', (codec) => {
  const travel = (thrown: unknown) => fromWire(codec.decode(codec.encode([toWire(thrown, { codec })]))[0]);

  it.each([Error, TypeError, RangeError, SyntaxError, ReferenceError])(
    'keeps its class: %p',
    (ErrorClass) => {
      const error = travel(new ErrorClass('boom'));
      expect(error).toBeInstanceOf(ErrorClass);
      expect([error.name, error.message]).toEqual([ErrorClass.name, 'boom']);
      expect(Object.keys(error)).toEqual([]);
    },
  );

  it.each([NaN, Infinity, -Infinity, 10n])(
    'is described by text if the thrown value is %p, which the codec would change',
    (thrown) => {
      const arrived = decodeThrown(codec.decode(codec.encode([toWire(thrown, { codec })]))[0]);
      expect(arrived).toEqual(codec === structured ? thrown : new Error(String(thrown)));
    },
  );

  it('keeps the name of an unknown class', () => {
    class PaymentError extends Error {
      override readonly name: string = 'PaymentError';
    }
    const error = travel(new PaymentError('no money'));
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message, String(error)]).toEqual([
      'PaymentError',
      'no money',
      'PaymentError: no money',
    ]);
  });

  it('takes no class from names of Object.prototype', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const error = travel(Object.assign(new Error('boom'), { name }));
      expect(error).toBeInstanceOf(Error);
      expect([error.name, error.message]).toEqual([name, 'boom']);
    }
  });

  it('keeps own properties, as far as the codec carries them', () => {
    const own = { code: 'E_X', errno: -2, fatal: false, path: null, data: { rows: [1, { ok: true }] } };
    const error = travel(Object.assign(new Error('boom'), own, { run: () => 1, gone: undefined }));
    expect(Object.fromEntries(Object.entries(error))).toEqual(own);
  });

  it.each([
    ['an error', new RangeError('the disk'), new RangeError('the disk')],
    ['a text', 'the disk', 'the disk'],
    ['nothing', null, null],
    ['an object', { disk: ['full'] }, { disk: ['full'] }],
    ['a value known only by its text', Symbol('the disk'), new Error('Symbol(the disk)')],
  ])('keeps its cause: %s', (_name, cause: unknown, expected: unknown) => {
    const { cause: kept } = travel(new Error('not saved', { cause }));
    expect(kept).toEqual(expected);
    if (cause instanceof RangeError) expect(kept).toBeInstanceOf(RangeError);
    expect(Object.hasOwn(travel(new Error('no cause')), 'cause')).toBe(false);
  });

  it('cuts a circular chain of causes', () => {
    const error = new Error('first');
    error.cause = new Error('second', { cause: error });
    expect(travel(error)).toMatchObject({ message: 'first', cause: { message: 'second' } });
  });

  it('keeps an error of Culvert', () => {
    const error = travel(new CulvertError('ERR_CULVERT_DENIED', 'no'));
    expect(error).toBeInstanceOf(CulvertError);
    expect(error).toMatchObject({ code: 'ERR_CULVERT_DENIED', message: 'no' });
  });

  it.each([undefined, null, 'text', 7, 10n, Symbol('s')])('describes a thrown value: %p', (thrown) => {
    expect(travel(thrown)).toEqual(new Error(String(thrown)));
  });
});
