import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { Arrivals } from '@culvert/core/transport-kit';
import { ChildConnection, type ChildLink } from './child-connection.js';
import { syncSocketOf } from './fork-renderer.js';
import {
  isIpcMessage,
  parseSyncRequest,
  type IpcMessage,
  type SyncReplyRecord,
  type SyncRequestRecord,
} from './ipc-message.js';
import { encodeRecord, RecordReader } from './records.js';

/** Main's ends of the IPC channel and of the sync pipe of one child, and the connections which share them. */
export class ChildProcessLink implements ChildLink {
  readonly arrivals = new Arrivals();
  private readonly child: ChildProcess;
  private readonly socket: Socket | undefined;
  private readonly requests = new RecordReader();
  private readonly connections = new Map<string, ChildConnection>();
  /** Ids of connections whose last messages may still be on their way, in the slower one of the two lanes. */
  private readonly endedIds = new Set<string>();

  constructor(child: ChildProcess) {
    this.child = child;
    this.socket = syncSocketOf(child);
    if (!child.connected) {
      this.arrivals.gone();
      return;
    }
    child.on('message', (message) => {
      if (isIpcMessage(message)) this.receive(message);
    });
    // Comes behind the child's last message, however the child has ended; 'exit' may come before it.
    child.once('disconnect', () => this.disconnected());
    this.socket?.on('data', (chunk: Buffer) => this.receiveRequests(chunk));
  }

  /** With a callback Node reports errors there, and emits none: a child that is gone is noticed by 'disconnect'. */
  post(message: IpcMessage): void {
    this.child.send(message, undefined, undefined, () => {});
  }

  reply(record: SyncReplyRecord): void {
    if (this.socket?.writable) this.socket.write(encodeRecord(record));
  }

  ended(id: string): void {
    this.connections.delete(id);
    this.endedIds.add(id);
  }

  private receive(message: IpcMessage): void {
    if (message.type === 'connect') this.opened(message.culvert);
    else this.connections.get(message.culvert)?.receive(message);
  }

  /** Either lane may be the first to name a connection: the IPC channel of a child that blocks may be stuck. */
  private opened(id: string): ChildConnection | undefined {
    const known = this.connections.get(id);
    if (known !== undefined || this.endedIds.has(id)) return known;
    const connection = new ChildConnection(id, this);
    this.connections.set(id, connection);
    this.arrivals.arrived(connection);
    return connection;
  }

  private receiveRequests(chunk: Buffer): void {
    this.requests.push(chunk);
    try {
      for (let text = this.requests.next(); text !== undefined; text = this.requests.next()) {
        const request: SyncRequestRecord = parseSyncRequest(text);
        this.opened(request.culvert)?.receiveSync(request);
      }
    } catch {
      // Somebody else writes into the pipe: it is of no use any more, and the child learns so by its end.
      this.socket?.destroy();
    }
  }

  private disconnected(): void {
    for (const connection of this.connections.values()) connection.end();
    this.arrivals.gone();
    this.socket?.destroy();
  }
}
