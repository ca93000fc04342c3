import { MessagePort, parentPort } from 'node:worker_threads';

parentPort!.on('message', (value: unknown) => {
  if (value instanceof MessagePort) value.on('message', (data: unknown) => value.postMessage(data));
  else parentPort!.postMessage(value);
});
