import { packFrame, unpackFrame, type Encoding, type Frame } from '@culvert/protocol';
import { parentTransport } from '@culvert/transport-node';
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { MessageChannel, parentPort } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { xorshift, type Random } from '../guided/random.js';
import type { Way } from './parameters.js';

/** How long a hostile peer waits for main to catch up, in ms. */
const WAIT_LIMIT_MS = 250;

/** The connection of a hostile peer to main. If main closes it, the peer opens another one. */
export interface RawConnection {
  readonly encoding: Encoding;
  /** Main's number of its latest request. */
  readonly latest: number;
  ready(): Promise<void>;
  send(frame: Frame): void;
  /** Resolves when main has answered, or the waiting time is over. */
  pace(): Promise<void>;
  /** Sends bytes that are not a frame. @returns the name of that attack */
  raw(): Promise<string>;
  leave(): Promise<void>;
}

export function openConnection(
  way: Way,
  options: { readonly url: string; readonly token: string; readonly seed: number },
): RawConnection {
  const random = xorshift(options.seed);
  return way === 'socket'
    ? new SocketConnection(options.url, options.token, random)
    : new ParentConnection(way, random);
}

const hello = {
  message: { kind: 'hello', version: 1, codec: 'electronJson' },
  body: { text: '[]', blobs: [] },
};
/**
 * A request that main answers if the connection is open. The answer proves that main has handled
 * all earlier frames.
 */
const question = {
  message: { kind: 'call', channel: 'open-call', seq: 1_000_000 },
  body: { text: '["pace"]', blobs: [] },
};

function write(packet: typeof hello | typeof question, encoding: Encoding): Frame {
  return packFrame([packet as never], encoding);
}

/** Waits for main's next frame. */
class Wait {
  latest = 0;
  private wake: (() => void) | undefined;

  heard(frame: Frame, encoding: Encoding): void {
    this.wake?.();
    try {
      for (const { message } of unpackFrame(frame, encoding)) {
        if (message.kind === 'serveCall' || message.kind === 'serveStream') this.latest = message.seq;
      }
    } catch {
      // This peer ignores faults in main's frame and goes on.
    }
  }

  over(): void {
    this.wake?.();
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, WAIT_LIMIT_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/**
 * In a worker or child: the transport of an honest renderer, and beside it the bare port or
 * descriptors.
 */
class ParentConnection implements RawConnection {
  readonly encoding: Encoding;
  private readonly way: Way;
  private readonly random: Random;
  private readonly wait = new Wait();
  private transport: ReturnType<typeof parentTransport> | undefined;

  constructor(way: Way, random: Random) {
    this.way = way;
    this.random = random;
    this.encoding = this.open().encoding;
  }

  get latest(): number {
    return this.wait.latest;
  }

  async ready(): Promise<void> {
    if (this.transport !== undefined) return;
    // Main has to learn of the end before it can accept the next connection.
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.open();
  }

  send(frame: Frame): void {
    try {
      this.transport?.send(frame);
    } catch {
      // A value that cannot be cloned or written is not sent.
    }
  }

  async pace(): Promise<void> {
    if (this.transport === undefined) return;
    const answered = this.wait.next();
    this.send(write(question, this.encoding));
    await answered;
  }

  async raw(): Promise<string> {
    return this.way === 'worker' ? this.rawPosts() : this.rawBytes();
  }

  async leave(): Promise<void> {
    this.transport?.close();
  }

  private open(): ReturnType<typeof parentTransport> {
    const transport = parentTransport();
    this.transport = transport;
    const over = (): void => {
      if (this.transport === transport) this.transport = undefined;
      this.wait.over();
    };
    transport.frames$.subscribe({
      next: (frame) => this.wait.heard(frame, transport.encoding),
      error: over,
      complete: over,
    });
    this.send(write(hello, transport.encoding));
    return transport;
  }

  /** Nearly correct connections, and messages on their ports. */
  private rawPosts(): string {
    const { port1, port2 } = new MessageChannel();
    const { port1: sync1, port2: sync2 } = new MessageChannel();
    const memory = [
      new SharedArrayBuffer(0),
      new SharedArrayBuffer(4),
      new SharedArrayBuffer(15),
      new ArrayBuffer(64),
    ];
    const connection = {
      type: 'culvert:connect',
      port: port2,
      syncPort: sync2,
      syncMemory: memory[this.random(memory.length)],
    };
    switch (this.random(4)) {
      case 0:
        parentPort?.postMessage(connection, [port2, sync2]);
        break;
      case 1:
        parentPort?.postMessage({ ...connection, port: 7, syncPort: null });
        break;
      case 2:
        for (const odd of [null, 7, 'x', [], { type: 'culvert:connect' }, new Map()])
          parentPort?.postMessage(odd);
        break;
      default: {
        parentPort?.postMessage({ ...connection, syncMemory: new SharedArrayBuffer(65_536) }, [port2, sync2]);
        const frame = write(question, 'structured-clone');
        for (const message of [
          { frame, sync: 1 },
          { frame, sync: Number.NaN },
          { frame: 7, sync: -1 },
          { mark: 1 },
          { mark: Number.NaN },
          new SharedArrayBuffer(8),
          new Map([[1, 2]]),
        ]) {
          port1.postMessage(message);
        }
        sync1.postMessage({ sync: 1, frame });
      }
    }
    setTimeout(() => {
      port1.close();
      sync1.close();
    }, 5).unref();
    return 'raw: posts beside the connection';
  }

  private rawBytes(): string {
    const pieces = [
      Buffer.from('this is no frame\n'),
      Buffer.from('{"cmd":"NODE_HANDLE_ACK"}\n'),
      Buffer.from('{"culvert":"x","type":"frame","frame":7}\n'),
      Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3]),
      Buffer.from([0x00, 0x00, 0x00, 0x02, 0x5b, 0x5d]),
      Buffer.from([0x1d, 0xcd, 0x65, 0x00, 0x41]),
      Buffer.alloc(9),
    ];
    const piece = pieces[this.random(pieces.length)]!;
    try {
      writeSync(3 + this.random(3), piece);
    } catch {
      // The descriptor does not exist, or is full.
    }
    return 'raw: bytes on a descriptor';
  }
}

/** A program with a valid token that writes WebSocket frames itself. */
class SocketConnection implements RawConnection {
  readonly encoding = 'text';
  private readonly url: string;
  private readonly token: string;
  private readonly random: Random;
  private readonly wait = new Wait();
  private socket: WebSocket | undefined;
  private session = '';

  constructor(url: string, token: string, random: Random) {
    this.url = url;
    this.token = token;
    this.random = random;
  }

  get latest(): number {
    return this.wait.latest;
  }

  async ready(): Promise<void> {
    if (this.socket?.readyState === WebSocket.OPEN) return;
    this.session = randomBytes(16).toString('base64url');
    const socket = new WebSocket(`${this.url}?token=${this.token}&session=${this.session}`, {
      ...(this.random(2) === 0 && { headers: { origin: 'https://hostile.example' } }),
      perMessageDeflate: false,
    });
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => this.wait.heard(data.toString(), 'text'));
    socket.on('close', () => this.wait.over());
    await new Promise<void>((resolve) => {
      socket.once('open', () => resolve());
      socket.once('close', () => resolve());
    });
    this.send(write(hello, 'text'));
  }

  send(frame: Frame): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(frame as string | Uint8Array, () => undefined);
  }

  async pace(): Promise<void> {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const answered = this.wait.next();
    this.send(write(question, 'text'));
    await answered;
  }

  async raw(): Promise<string> {
    const { hostname, port, pathname } = new URL(this.url.replace(/^ws/, 'http'));
    if (this.random(2) === 0) {
      const posts = [
        '',
        '{}',
        '{"request":7}',
        `{"from":1,"frames":[],"request":"x"}`,
        '{"from":1e15,"frames":7,"request":""}',
      ];
      await fetch(`http://${hostname}:${port}${pathname}/sync?token=${this.token}&session=${this.session}`, {
        method: 'POST',
        body: posts[this.random(posts.length)]!,
        signal: AbortSignal.timeout(WAIT_LIMIT_MS),
      }).then(
        (response) => response.text(),
        () => undefined,
      );
      return 'raw: posts to the sync endpoint';
    }
    const pieces = [
      'GET / HTTP/1.1\r\n\r\n',
      `GET ${pathname}?token=${this.token} HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
      'x'.repeat(4096),
      '\u0000\u0001\u0002',
      `POST ${pathname}/sync?token=${this.token}&session=${this.session} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 9\r\n\r\nx`,
    ];
    const tcp = connect(Number(port), hostname);
    tcp.on('error', () => undefined);
    tcp.write(pieces[this.random(pieces.length)]!);
    await new Promise((resolve) => setTimeout(resolve, 2));
    tcp.destroy();
    return 'raw: bytes on a TCP connection';
  }

  async leave(): Promise<void> {
    this.socket?.terminate();
  }
}
