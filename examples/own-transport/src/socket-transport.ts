import { connect, createServer, type Server, type Socket } from 'node:net';
import { DEFAULT_LIMITS, type Limits, type Main, type Transport } from '@culvert/core';
import { maxFrameBytes } from '@culvert/protocol';
import { Observable, of } from 'rxjs';
import { FrameReader, HEAD_BYTES } from './frame-reader.js';

/** A peer that does not read cannot keep a closed socket open for longer, in ms. */
const CLOSE_MS = 5_000;

/** One end of a connection. Both ends are the same. */
export function socketTransport(socket: Socket, limits: Limits = DEFAULT_LIMITS): Transport {
  // An error also closes the socket. Without a listener, Node would end the process.
  socket.on('error', () => undefined);
  return {
    encoding: 'bytes',
    frames$: framesOf(socket, limits),
    connected$: of(undefined),
    // Core stops sending to a peer that does not read.
    get queuedBytes() {
      return socket.writableLength;
    },
    send(frame) {
      if (!socket.writable) return;
      const bytes = frame as Uint8Array;
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32BE(bytes.byteLength);
      socket.cork();
      socket.write(head);
      socket.write(bytes);
      socket.uncork();
    },
    flush: () => flushed(socket),
    close() {
      // Sends the rest, then ends both directions.
      socket.end();
      setTimeout(() => socket.destroy(), CLOSE_MS).unref();
    },
  };
}

/** The socket waits until core subscribes, so no frame is lost. */
function framesOf(socket: Socket, limits: Limits): Observable<Uint8Array> {
  return new Observable((subscriber) => {
    const reader = new FrameReader(maxFrameBytes(limits));
    const onData = (chunk: Buffer) => {
      try {
        for (const frame of reader.read(chunk)) subscriber.next(frame);
      } catch (error) {
        socket.destroy();
        subscriber.error(error);
      }
    };
    socket.on('data', onData);
    socket.on('error', (error) => subscriber.error(error));
    socket.on('close', () => subscriber.complete());
    return () => {
      socket.off('data', onData);
      // The end of the peer comes behind its data.
      socket.resume();
    };
  });
}

function flushed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.writableLength === 0 || socket.destroyed) return resolve();
    socket.once('close', () => resolve());
    if (socket.writable) socket.write('', () => resolve());
  });
}

/** Listens at a path that only this user may open: put it into a folder with the mode 0700. */
export function serveSocket(
  main: Pick<Main, 'connect'>,
  path: string,
  limits: Limits = DEFAULT_LIMITS,
): Server {
  const server = createServer((socket) => {
    try {
      main.connect(socketTransport(socket, limits), { kind: 'process' });
    } catch {
      // Main is closed, or has enough renderers.
      socket.destroy();
    }
  });
  return server.listen(path);
}

/** The renderer's end. Frames wait in the socket until the connection is open. */
export function connectSocket(path: string): Transport {
  return socketTransport(connect(path));
}
