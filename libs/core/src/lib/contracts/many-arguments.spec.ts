import { defineContract, expose, structured, sync } from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';

const contract = defineContract({ add: sync<number[], number>() });

function setUp() {
  const { main, peer } = inProcess({ codec: structured });
  const lengths: number[] = [];
  expose(main, contract, {
    add: (args) => {
      lengths.push(args.length);
      return args.length;
    },
  });
  const { send, packets } = peer();
  send({ ...hello, codec: structured.name });
  const ask = (text: string) => {
    send({ kind: 'sync', channel: 'add', seq: 1, timeoutMs: 100 }, { text, blobs: [] });
    const { message, body } = packets.at(-1)!;
    return { message, value: structured.decode(body)[0] };
  };
  return { ask, lengths };
}

describe('the arguments of a sync member', () => {
  it('have the same limit as those of a listener', () => {
    const { ask, lengths } = setUp();
    expect(ask(`[${Array(8192).fill(0).join()}]`)).toMatchObject({ message: { ok: true }, value: 8192 });
    expect(ask(`[${Array(8193).fill(0).join()}]`)).toMatchObject({
      message: { ok: false },
      value: { error: { code: 'ERR_CULVERT_MALFORMED_FRAME' } },
    });
    expect(lengths).toEqual([8192]);
  });

  it('never become four billion absent arguments', () => {
    const { ask, lengths } = setUp();
    expect(ask('*[["s",4294967295]]').message).toMatchObject({ kind: 'reply', ok: false });
    expect(lengths).toEqual([]);
  });
});
