import { DEFAULT_SANDBOX, guestOrigin } from './guest-document.js';

describe('guestOrigin', () => {
  const base = 'https://app.example/windows/main.html';

  it.each([
    ['https://widgets.example/clock?zone=UTC#now', DEFAULT_SANDBOX, 'https://widgets.example'],
    ['https://widgets.example:8443/', DEFAULT_SANDBOX, 'https://widgets.example:8443'],
    ['details.html', DEFAULT_SANDBOX, 'https://app.example'],
    ['//widgets.example/clock', DEFAULT_SANDBOX, 'https://widgets.example'],
    ['blob:https://app.example/0b1c', DEFAULT_SANDBOX, 'https://app.example'],
    ['data:text/html,hello', DEFAULT_SANDBOX, 'null'],
    ['https://widgets.example/', 'allow-scripts', 'null'],
    ['https://widgets.example/', '', 'null'],
    ['https://widgets.example/', 'ALLOW-SAME-ORIGIN  allow-scripts', 'https://widgets.example'],
    ['', DEFAULT_SANDBOX, undefined],
    ['https://', DEFAULT_SANDBOX, undefined],
    ['javascript:alert(1)', DEFAULT_SANDBOX, undefined],
    [' JavaScript:alert(1)', DEFAULT_SANDBOX, undefined],
    ['java\nscript:alert(1)', DEFAULT_SANDBOX, undefined],
  ])('of %j in the sandbox %j is %s', (src, sandbox, expected) => {
    expect(guestOrigin(src, base, sandbox)).toBe(expected);
  });
});
