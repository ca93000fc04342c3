import { once } from 'node:events';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { bundleEntry } from '@culvert/harness';
import { lastValueFrom, toArray } from 'rxjs';
import { startMain } from '../../../testing/start-main.js';
import { startPeer, type Peer } from '../../../testing/start-peer.js';
import { isConnectMessage } from './connect-message.js';
import { SYNC_MEMORY_BYTES } from './sync-memory.js';

// Real threads on a machine that others use too.
jest.setTimeout(60_000);

const TESTING = join(__dirname, '../../../testing');

let file: string;
beforeAll(async () => {
  file = await bundleEntry(join(TESTING, 'renderer-peer.ts'), { platform: 'node' });
});

describe('a worker', () => {
  let peer: Peer;
  beforeEach(() => {
    peer = startPeer('worker', file);
  });
  afterEach(() => peer.kill());

  it('completes when it crashes, and leaves the crash to the user', async () => {
    const { frames$ } = peer.transport();
    const all = lastValueFrom(frames$.pipe(toArray()));
    const crash = once(peer.process, 'error');
    peer.post({ do: 'connect' }, { do: 'send', frame: 'last words' }, { do: 'throw' });
    expect(await all).toEqual(['last words']);
    expect(await crash).toMatchObject([{ message: 'Thrown by the peer.' }]);
    expect(await peer.exit).toBe(1);
  });

  it('shows users who listen to it one message per connection', async () => {
    peer.transport().frames$.subscribe();
    await peer.run({ do: 'connect' }, { do: 'send', frame: 'a' }, { do: 'send', frame: 'b' });
    expect(peer.messages).toEqual([
      expect.objectContaining({ type: 'culvert:connect' }),
      expect.objectContaining({ report: 'results' }),
    ]);
  });

  it('has already exited: its transports complete at once', async () => {
    await peer.kill();
    expect(await lastValueFrom(peer.transport().frames$.pipe(toArray()))).toEqual([]);
  });
});

describe('workerTransport', () => {
  it('transfers the objects of the transfer list', async () => {
    const peer = startPeer('worker', file);
    const transport = peer.transport();
    const bytes = new Uint8Array(8);
    await peer.run({ do: 'connect' });
    transport.send(['text', bytes], [bytes.buffer]);
    expect(bytes.byteLength).toBe(0);
    expect(await peer.next('frame')).toMatchObject({ frame: ['text', new Uint8Array(8)] });
    await peer.kill();
  });

  it('lets a main process exit after worker.unref()', async () => {
    const mainFile = await bundleEntry(join(TESTING, 'main-peer.ts'), { platform: 'node' });
    const main = startMain(mainFile, 'worker', file, 'unref');
    main.stdout.resume();
    expect(await once(main, 'close')).toEqual([0, null]);
  });
});

describe('isConnectMessage', () => {
  const { port1, port2 } = new MessageChannel();
  const message = {
    type: 'culvert:connect',
    port: port1,
    syncPort: port2,
    syncMemory: new SharedArrayBuffer(SYNC_MEMORY_BYTES),
  };
  afterAll(() => port1.close());

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'culvert:connect'],
    ['another type', { ...message, type: 'connect' }],
    ['no port', { ...message, port: {} }],
    ['no sync port', { ...message, syncPort: undefined }],
    ['no shared memory', { ...message, syncMemory: new ArrayBuffer(SYNC_MEMORY_BYTES) }],
    ['shared memory of another size', { ...message, syncMemory: new SharedArrayBuffer(8) }],
  ])('leaves to users: %s', (_, other) => {
    expect(isConnectMessage(other)).toBe(false);
  });

  it('knows its own', () => {
    expect(isConnectMessage(message)).toBe(true);
  });
});
