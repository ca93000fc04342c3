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
    ['ws://h/c?token=url', undefined, '?token=url&session=KEY'],
    ['ws://h/c?token=url', 'option', '?token=option&session=KEY'],
    ['ws://h/c?x=1&session=theirs', 't', '?x=1&token=t&session=KEY'],
  ])('%s with the token %s', (url, token, search) => {
    expect(sessionUrls(url, { token, session }).socketUrl).toBe(`ws://h/c${search}`);
  });

  it.each(['', '/culvert', '127.0.0.1:4000', 'ftp://host/culvert', 'ws://'])('refuses %p', (url) => {
    expect(() => sessionUrls(url, { session })).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
  });
});
