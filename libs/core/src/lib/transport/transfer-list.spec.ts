import { Subject } from 'rxjs';
import { createMain, createRenderer, type Frame, type Transferable, type Transport } from '../../index.js';

/** A transport that only records its transfer lists. */
function notingTransport(moves: Partial<Transport> = { transfersBuffers: true, transfersPorts: true }) {
  const transfers: (readonly Transferable[])[] = [];
  const frames$ = new Subject<Frame>();
  const transport: Transport = {
    encoding: 'structured-clone',
    frames$,
    send: (_frame, transfer = []) => void transfers.push(transfer),
    close: () => frames$.complete(),
    ...moves,
  };
  const hello = `${JSON.stringify([[{ kind: 'hello', version: 1, codec: 'electronJson' }], [2]])}\n[]`;
  return { transfers, transport, sayHello: () => frames$.next(hello) };
}

const turn = () => Promise.resolve();
const large = () => new Uint8Array(100_000).fill(7);

describe('large binary values', () => {
  it('are copied at the call, and the copy is transferred', async () => {
    const { transfers, transport } = notingTransport();
    const { ipcRenderer } = createRenderer(transport);
    const bytes = large();
    ipcRenderer.send('bytes', bytes, bytes.subarray(0, 70_000), new Uint8Array(10));
    await turn();
    expect(bytes.byteLength).toBe(100_000);
    expect(transfers.at(-1)).toEqual([expect.any(ArrayBuffer), expect.any(ArrayBuffer)]);
    expect(transfers.at(-1)).not.toContain(bytes.buffer);
  });

  it('of a transfer list are detached at the call, and transferred without a copy', async () => {
    const { transfers, transport } = notingTransport();
    const { ipcRenderer } = createRenderer(transport);
    const bytes = large();
    const view = bytes.subarray(10, 90_010);
    ipcRenderer.postMessage('bytes', { view, all: bytes }, [bytes.buffer]);
    expect([bytes.byteLength, view.byteLength]).toEqual([0, 0]);
    await turn();
    expect(transfers.at(-1)).toEqual([expect.any(ArrayBuffer)]);
    expect(new Uint8Array(transfers.at(-1)![0] as ArrayBuffer)).toEqual(large());
  });

  it('are not transferred by a transport that transfers no buffers', async () => {
    const { transfers, transport } = notingTransport({ transfersPorts: true });
    createRenderer(transport).ipcRenderer.send('bytes', large());
    await turn();
    expect(transfers.at(-1)).toEqual([]);
  });

  it('are not transferred to several renderers, nor while inspect$ has a subscriber', async () => {
    const main = createMain();
    const [one, two] = [notingTransport(), notingTransport()];
    const window = main.connect(one.transport);
    main.connect(two.transport);
    one.sayHello();
    two.sayHello();
    await turn();
    main.channel('bytes').next(large());
    await turn();
    expect([one.transfers.at(-1), two.transfers.at(-1)]).toEqual([[], []]);
    window.send('bytes', large());
    await turn();
    expect(one.transfers.at(-1)).toHaveLength(1);
    main.inspect$.subscribe();
    window.send('bytes', large());
    await turn();
    expect(one.transfers.at(-1)).toEqual([]);
  });
});
