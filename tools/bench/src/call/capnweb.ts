import type { Worker } from 'node:worker_threads';
import { RpcTarget, newMessagePortRpcSession } from 'capnweb';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { receivePort, sendPort } from '../measure/own-port.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

class Functions extends RpcTarget {
  echo(value: unknown): unknown {
    return value;
  }
}

export function host(worker: Worker): void {
  newMessagePortRpcSession(sendPort(worker) as never, new Functions());
}

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const remote = newMessagePortRpcSession<Functions>(await receivePort());
  const value = payloadSource(payload);
  return (operations) => inFlight(operations, width, () => remote.echo(value()));
}
