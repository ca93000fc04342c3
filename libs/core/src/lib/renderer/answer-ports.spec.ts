import type { Body } from '@culvert/protocol';
import { mainByHand } from '../../../testing/main-by-hand.js';

/** A body with ports that only count their ends. */
function withPorts(count: number, text = '[]') {
  const ports = Array.from({ length: count }, () => ({ postMessage: jest.fn(), close: jest.fn() }));
  const body = { text, blobs: [], ports } as unknown as Body;
  return { body, closed: () => ports.map(({ close }) => close.mock.calls.length) };
}

function connected() {
  const hand = mainByHand({ transfersPorts: true });
  hand.send({ kind: 'welcome', id: 3, epoch: 1 });
  return hand;
}

describe('the ports of messages for an open call', () => {
  it('of an answer to openPort: the first is the result, all others are closed', async () => {
    const { renderer, send } = connected();
    const answer = renderer.openPort(4);
    const { body, closed } = withPorts(3);
    send({ kind: 'reply', seq: 1, ok: true }, body);
    expect(await answer).toBe(body.ports?.[0]);
    expect(closed()).toEqual([0, 1, 1]);
  });

  it.each([
    ['of a refusal of openPort', { kind: 'reply', seq: 1, ok: false }],
    ['of items for openPort', { kind: 'items', seq: 1, sizes: [[2, 0]] }],
    ['of an answer to an unknown call', { kind: 'reply', seq: 9, ok: true }],
  ])('%s are closed', async (_title, message) => {
    const { renderer, send } = connected();
    const answer = renderer.openPort(4);
    const { body, closed } = withPorts(2);
    send(message, body);
    expect(closed()).toEqual([1, 1]);
    void renderer.close();
    await expect(answer).rejects.toThrow();
  });

  it('of an answer to invoke are closed', async () => {
    const { ipcRenderer, send } = connected();
    const answer = ipcRenderer.invoke('x');
    const { body, closed } = withPorts(1, '[1]');
    send({ kind: 'reply', seq: 1, ok: true }, body);
    expect(await answer).toBe(1);
    expect(closed()).toEqual([1]);
  });
});
