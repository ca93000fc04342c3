import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Parameters } from '../measure/contender.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';
import type { Fork } from '../measure/process-contender.js';
import type { Drive } from '../measure/worker-contender.js';

/** The package `ws` with JSON, one value a message. */
export async function host(
  launch: (fork: Fork, ...more: readonly string[]) => ChildProcess,
): Promise<() => void> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    let received = 0;
    socket.on('message', (data: Buffer) => {
      if (JSON.parse(data.toString()) === 'received') socket.send(String(received));
      else received++;
    });
  });
  launch(fork, String((server.address() as AddressInfo).port));
  return () => server.close();
}

export async function drive({ payload }: Parameters, port: string): Promise<Drive> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(socket, 'open');
  const value = payloadSource(payload);
  return (operations) =>
    paced(
      operations,
      () => socket.send(JSON.stringify(value())),
      () => {
        const answer = once(socket, 'message');
        socket.send(JSON.stringify('received'));
        return answer;
      },
    );
}
