import { parentPort, type Worker } from 'node:worker_threads';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { RpcTarget, newMessagePortRpcSession } from 'capnweb';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

class Functions extends RpcTarget {
  echo(value: unknown): unknown {
    return value;
  }
}

export function host(worker: Worker): void {
  const { port1, port2 } = new MessageChannel();
  newMessagePortRpcSession(port1 as never, new Functions());
  worker.postMessage(port2, [port2]);
}

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const port = await new Promise<MessagePort>((resolve) => parentPort!.once('message', resolve));
  const remote = newMessagePortRpcSession<Functions>(port);
  const value = payloadSource(payload);
  return (operations) => inFlight(operations, width, () => remote.echo(value()));
}
