import type { Message } from '@culvert/protocol';
import type { Carried, Connection, Wire } from './link-end.js';
import { WireRules } from './wire-rules.js';

/** Two connections on which the spec sends messages by hand. The rules report to `findings`. */
function byHand() {
  const findings: string[] = [];
  const rules = new WireRules(({ check, text }) => findings.push(`${check}: ${text}`));
  const carried = (message: unknown, text = ''): Carried => ({
    frame: text,
    packets: [{ message: message as Message, body: { text, blobs: [] } }],
    order: 0,
  });
  const open = (id: number) => {
    const connection = { isOver: false } as unknown as { up: Wire; down: Wire };
    const wire = () => ({ to: { connection: connection as unknown as Connection } }) as Wire;
    Object.assign(connection, { up: wire(), down: wire() });
    const { up, down } = connection;
    const end = {
      rendererSends: (message: object, text?: string) => rules.sent(up, carried(message, text)),
      mainGets: (message: object, text?: string) => rules.delivered(up, carried(message, text)),
      mainSends: (message: object, text?: string) => rules.sent(down, carried(message, text)),
      rendererGets: (message: object, text?: string) => rules.delivered(down, carried(message, text)),
      /** The message leaves the renderer and reaches main. */
      up(message: object, text?: string) {
        end.rendererSends(message, text);
        end.mainGets(message, text);
      },
    };
    end.up({ kind: 'hello' });
    end.mainSends({ kind: 'welcome', id, epoch: id });
    return end;
  };
  return { rules, findings, open };
}

describe('WireRules', () => {
  it('report a second answer, and an answer to nothing', () => {
    const { findings, open } = byHand();
    const one = open(1);
    one.up({ kind: 'call', channel: 'x', seq: 1 });
    one.mainSends({ kind: 'reply', seq: 1, ok: true });
    expect(findings).toEqual([]);
    one.mainSends({ kind: 'reply', seq: 1, ok: true });
    one.mainSends({ kind: 'reply', seq: 2, ok: true });
    expect(findings).toEqual([
      "one answer: main has answered 'x' (1) twice",
      'one answer: main has answered 2, which nothing has asked',
    ]);
  });

  it('report the answer of another call', () => {
    const { findings, open } = byHand();
    const [one, two] = [open(1), open(2)];
    for (const seq of [1, 2]) one.up({ kind: 'call', channel: 'x', seq, to: 2 }, `[${seq}]`);
    for (const seq of [1, 2])
      two.mainSends({ kind: 'serveCall', channel: 'x', seq: seq + 7, sender: { id: 1 } }, `[${seq}]`);
    two.up({ kind: 'reply', seq: 8, ok: true }, '["a"]');
    one.mainSends({ kind: 'reply', seq: 1, ok: true }, '["a"]');
    expect(findings).toEqual([]);
    two.up({ kind: 'reply', seq: 9, ok: true }, '["b"]');
    one.mainSends({ kind: 'reply', seq: 2, ok: true }, '["a"]');
    expect(findings).toEqual(["own answer: main has answered 'x' (2) with the answer of another call"]);
  });

  it('report messages of one renderer to another that change places', () => {
    const { findings, open } = byHand();
    const [one, two] = [open(1), open(2)];
    for (const text of ['[1]', '[2]', '[3]']) one.up({ kind: 'sendTo', channel: 'x', to: 2 }, text);
    two.mainSends({ kind: 'deliver', channel: 'x', senderId: 1 }, '[2]');
    two.mainSends({ kind: 'deliver', channel: 'x', senderId: 1 }, '[3]');
    expect(findings).toEqual([]);
    two.mainSends({ kind: 'deliver', channel: 'x', senderId: 1 }, '[1]');
    expect(findings).toEqual(["order: main has passed 'x' from 1 to 2 [1] late, twice or without a sender"]);
  });

  it('report items without demand, of main, of a renderer and of an input', () => {
    const { findings, open } = byHand();
    const one = open(1);
    one.up({ kind: 'stream', channel: 'x', seq: 1, items: 2 });
    one.mainSends({ kind: 'items', seq: 1, sizes: [1, 1] });
    one.rendererGets({ kind: 'items', seq: 1, sizes: [1, 1] });
    one.rendererSends({ kind: 'demand', seq: 1, items: 1 });
    expect(findings).toEqual([]);
    // The demand has not reached main yet.
    one.mainSends({ kind: 'items', seq: 1, sizes: [1] });
    expect(findings).toEqual(["demand: 'x' (1) has 3 items for a demand of 2"]);
    one.mainSends({ kind: 'serveStream', channel: 'y', seq: 5, items: 1 });
    one.rendererGets({ kind: 'serveStream', channel: 'y', seq: 5, items: 1 });
    one.rendererSends({ kind: 'items', seq: 5, sizes: [1] });
    one.rendererSends({ kind: 'items', seq: 5, sizes: [1] });
    expect(findings.slice(1)).toEqual(["demand: 'y' (5) has 2 items for a demand of 1"]);
    one.rendererGets({ kind: 'demand', seq: 1, items: 1, input: true });
    one.rendererSends({ kind: 'items', seq: 1, sizes: [1], input: true });
    expect(findings).toHaveLength(2);
    one.rendererSends({ kind: 'items', seq: 1, sizes: [1], input: true });
    expect(findings[2]).toBe("demand: 'x' (1) has 2 items for a demand of 1");
  });

  it('list the requests without an answer, but not those that were cancelled', () => {
    const { rules, open } = byHand();
    const one = open(1);
    for (const seq of [1, 2, 3]) one.up({ kind: 'call', channel: 'x', seq });
    one.mainSends({ kind: 'reply', seq: 1, ok: true });
    one.up({ kind: 'cancel', seq: 2 });
    expect(rules.unanswered()).toEqual(["'x' (3) of 1"]);
  });
});
