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
    [{ kind: 'frame', frame: 'f' }],
    [{ kind: 'frame', frame: 'f', sync: { seq: 1 } }],
    [{ kind: 'frame', frame: 'f', sync: { key: 'k'.repeat(64), timeoutMs: 5 } }],
    [{ kind: 'accepted', transfersPorts: true }],
    [{ kind: 'rest', seq: 1, rest: 'memory' }],
    [{ kind: 'livenessLock', livenessLock: 'name' }],
    [{ kind: 'mark', mark: 'name' }],
    [{ kind: 'bye' }],
  ])('%j is accepted unchanged', (message) => expect(asPortMessage(message)).toEqual(message));

  it.each<[unknown]>([
    [null],
    ['text'],
    [{}],
    [{ frame: 'f' }],
    [{ kind: 'frame', sync: { seq: 'x' } }],
    [{ kind: 'frame', sync: { key: 'k', timeoutMs: 'soon' } }],
    [{ kind: 'frame', sync: { key: 'k'.repeat(65), timeoutMs: 5 } }],
    [{ kind: 'rest', seq: 1 }],
    [{ kind: 'livenessLock', livenessLock: 1 }],
    [{ kind: 'mark', mark: 1 }],
    [{ accepted: true }],
    [{ kind: 'other' }],
  ])('%j becomes an unreadable frame', (message) => {
    expect(asPortMessage(message)).toEqual({ kind: 'frame', frame: undefined });
  });
});
