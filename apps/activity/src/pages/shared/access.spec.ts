import { takeToken } from './access.js';

function createStorage(initial: Record<string, string> = {}) {
  const values = new Map(Object.entries(initial));
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

describe('takeToken', () => {
  it('moves the token out of the address', () => {
    const storage = createStorage();
    const replace = jest.fn();
    expect(takeToken({ href: 'http://127.0.0.1:1/disk?a=1&token=t#x' }, storage, replace)).toBe('t');
    expect(replace).toHaveBeenCalledWith('/disk?a=1#x');
    expect(takeToken({ href: 'http://127.0.0.1:1/disk' }, storage, replace)).toBe('t');
  });

  it('knows when there is none', () => {
    const replace = jest.fn();
    expect(takeToken({ href: 'http://127.0.0.1:1/?token=' }, createStorage(), replace)).toBeUndefined();
    expect(replace).not.toHaveBeenCalled();
  });
});
