import { packFrame, unpackFrame, type Frame, type MainMessage, type Packet } from '@culvert/protocol';
import { Subject } from 'rxjs';
import { createMain, defineContract, expose, structured, sync } from '../../index.js';

const contract = defineContract({ add: sync<number[], number>() });

function setUp() {
  const frames$ = new Subject<Frame>();
  const packets: Packet<MainMessage>[] = [];
  const main = createMain({ codec: structured });
  const lengths: number[] = [];
  expose(main, contract, {
    add: (args) => {
      lengths.push(args.length);
      return args.length;
    },
  });
  main.connect({
    encoding: 'text',
    frames$,
    send: (frame) => packets.push(...unpackFrame<MainMessage>(frame, 'text')),
    close: () => undefined,
  });
  const send = (message: object, text = '[]') =>
    frames$.next(packFrame([{ message: message as never, body: { text, blobs: [] } }], 'text'));
  send({ kind: 'hello', version: 1, codec: 'structured' });
  const ask = (text: string) => {
    send({ kind: 'sync', channel: 'add', seq: 1, timeoutMs: 100 }, text);
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
