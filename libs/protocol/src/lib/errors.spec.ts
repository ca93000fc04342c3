import { CulvertError, invalidArgument } from './errors.js';

describe('CulvertError', () => {
  it('is an Error with a code, a message and a cause', () => {
    const cause = new Error('why');
    const error = new CulvertError('ERR_CULVERT_TIMEOUT', 'Too late.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'CulvertError', code: 'ERR_CULVERT_TIMEOUT', message: 'Too late.' });
    expect(error.cause).toBe(cause);
    expect(String(error)).toBe('CulvertError: Too late.');
    expect(error.stack).toContain('errors.spec');
  });

  it('has no cause property if none is given', () => {
    expect(new CulvertError('ERR_CULVERT_TIMEOUT', 'Too late.')).not.toHaveProperty('cause');
  });
});

describe('invalidArgument', () => {
  it('is a TypeError with a code, as in Node', () => {
    const error = invalidArgument('The channel must be a string.');
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      name: 'TypeError',
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: 'The channel must be a string.',
    });
  });
});
