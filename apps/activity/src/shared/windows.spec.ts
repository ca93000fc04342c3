import { readHello } from './windows.js';

describe('readHello', () => {
  it('takes a known page and a name', () => {
    expect(readHello({ page: 'disk', name: 'activity-1', more: 1 })).toEqual({
      page: 'disk',
      name: 'activity-1',
    });
  });

  it.each([
    null,
    'disk',
    {},
    { page: 'other', name: '' },
    { page: 'disk' },
    { page: 'disk', name: 'x'.repeat(101) },
  ])('refuses %j', (value) => {
    expect(readHello(value)).toBeUndefined();
  });
});
