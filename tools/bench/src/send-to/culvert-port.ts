import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { callsInOrder } from '../measure/in-order.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';
import { meetOther } from './culvert.js';

export { host } from './culvert.js';

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const { renderer, other } = await meetOther();
  const port = await renderer.openPort(other);
  const value = payloadSource(payload);
  const call = callsInOrder(
    () => port.postMessage(value()),
    (answered) => {
      port.onmessage = answered;
    },
  );
  return (operations) => inFlight(operations, width, call);
}
