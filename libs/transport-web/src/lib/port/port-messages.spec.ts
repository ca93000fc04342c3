import { asPortMessage, claimsToConnect, isAskMessage, isConnectMessage } from './port-messages.js';

const { port1 } = new MessageChannel();

afterAll(() => port1.close());

describe('a message of users or strangers', () => {
  it.each<[unknown, boolean, boolean]>([
    [{ type: 'culvert:connect', nonce: 'n', port: port1 }, true, true],
    [{ type: 'culvert:connect', nonce: 'n', port: {} }, true, false],
    [{ type: 'culvert:connect', port: port1 }, true, false],
    [{ type: 'connect', nonce: 'n', port: port1 }, false, false],
    ['culvert:connect', false, false],
    [null, false, false],
    [undefined, false, false],
  ])('%# claims to connect, and does, only with all of it', (message, claims, connects) => {
    expect([claimsToConnect(message), isConnectMessage(message)]).toEqual([claims, connects]);
  });

  it('counts as an ask only by its type', () => {
    expect([{ type: 'culvert:ask' }, { type: 'ask' }, 'culvert:ask', null].map(isAskMessage)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a message of the peer on the port', () => {
  it.each<[unknown]>([
    [{ frame: 'f' }],
    [{ frame: 'f', sync: { seq: 1 } }],
    [{ frame: 'f', sync: { key: 'k'.repeat(64), timeoutMs: 5 } }],
    [{ accepted: true, transfersPorts: true }],
    [{ lifeline: 'name' }],
    [{ bye: true }],
  ])('%j is accepted unchanged', (message) => expect(asPortMessage(message)).toEqual(message));

  it.each<[unknown]>([
    [null],
    ['text'],
    [{}],
    [{ sync: { seq: 'x' } }],
    [{ sync: { key: 'k', timeoutMs: 'soon' } }],
    [{ sync: { key: 'k'.repeat(65), timeoutMs: 5 } }],
    [{ lifeline: 1 }],
    [{ accepted: 'yes' }],
  ])('%j becomes an unreadable frame', (message) => {
    expect(asPortMessage(message)).toEqual({ frame: undefined });
  });
});
