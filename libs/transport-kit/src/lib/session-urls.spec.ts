import { sessionUrls } from './session-urls.js';

const session = 'KEY';

describe('sessionUrls', () => {
  it.each([
    ['ws://127.0.0.1:4000/culvert', 'ws://127.0.0.1:4000/culvert', 'http://127.0.0.1:4000/culvert/sync'],
    ['http://127.0.0.1:4000/culvert', 'ws://127.0.0.1:4000/culvert', 'http://127.0.0.1:4000/culvert/sync'],
    ['wss://host/culvert/', 'wss://host/culvert', 'https://host/culvert/sync'],
    ['https://host', 'wss://host/culvert', 'https://host/culvert/sync'],
    ['HTTP://[::1]:80/', 'ws://[::1]:80/culvert', 'http://[::1]:80/culvert/sync'],
    ['ws://host/app/ipc#part', 'ws://host/app/ipc', 'http://host/app/ipc/sync'],
  ])('%s', (url, socket, sync) => {
    expect(sessionUrls(url, { session })).toEqual({
      socketUrl: `${socket}?session=KEY`,
      syncUrl: `${sync}?session=KEY`,
    });
  });

  it.each([
    ['ws://h/c', 'a b', '?token=a%20b&session=KEY'],
    ['ws://h/c', '\u{1f511}', '?token=%F0%9F%94%91&session=KEY'],
    ['ws://h/c?token=url', undefined, '?token=url&session=KEY'],
    ['ws://h/c?token=url', 'option', '?token=option&session=KEY'],
    ['ws://h/c?x=1&session=theirs', 't', '?x=1&token=t&session=KEY'],
  ])('%s with the token %s', (url, token, search) => {
    expect(sessionUrls(url, { token, session }).socketUrl).toBe(`ws://h/c${search}`);
  });

  it.each([
    '',
    '/culvert',
    '127.0.0.1:4000',
    'ftp://host/culvert',
    'ws://',
    'ws://[::1/culvert',
    'ws://127.0.0.1:99999/culvert',
    'ws://a b/culvert',
  ])('refuses %p', (url) => {
    expect(() => sessionUrls(url, { session })).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
  });

  it('shows neither token nor password in the error for a url', () => {
    for (const url of ['ws://u:SECRET@[::1/c?token=SECRET', '/c?token=SECRET', 'ftp://h/c#token=SECRET'])
      expect(() => sessionUrls(url, { token: 'SECRET', session })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('SECRET') }),
      );
  });

  it.each(['', '\ud800', 'a\udc00b'])('refuses the token %j, which no url can hold', (token) => {
    expect(() => sessionUrls('ws://h/c', { token, session })).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: 'webSocketTransport: token must be a string, and not empty, of whole characters.',
      }),
    );
  });
});
