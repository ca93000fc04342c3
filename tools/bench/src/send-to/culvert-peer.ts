// Sends each message back to its sender, past main's own code, and also over a port between the
// two.
import { createRenderer } from '@culvert/core';
import { parentTransport } from '@culvert/transport-node';

const renderer = createRenderer(parentTransport());
renderer.ipcRenderer.on('ping', (event, value: unknown) =>
  event.sender.sendTo(event.senderId, 'pong', value),
);
renderer.ports$.subscribe(({ port }) => {
  port.onmessage = ({ data }) => port.postMessage(data);
});
