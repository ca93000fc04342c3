import { CulvertError, isPort, type Body, type Port } from '@culvert/protocol';
import { closePorts, platformOf, transferOut, type PortPlatform, type Transferable } from './message-port.js';
import type { Transport } from './transport.js';

/** The buffers of a transfer list. Binary values over them are sent without a copy. */
export function buffersOf(transfer: readonly Transferable[]): ReadonlySet<object> | undefined {
  if (!Array.isArray(transfer) || transfer.length === 0) return undefined;
  return new Set(transfer.filter((item) => item instanceof ArrayBuffer));
}

/**
 * Adds the ports and buffers of a transfer list to a body. Call it after everything that can throw: it detaches them
 * from the caller.
 *
 * @throws CulvertError `ERR_CULVERT_PORTS_UNSUPPORTED`, `ERR_CULVERT_INVALID_TRANSFER`
 */
export function withTransfer(
  body: Body,
  channel: string,
  transfer: readonly Transferable[],
  transport: Pick<Transport, 'transfersPorts' | 'portPlatform'>,
): Body {
  if (!Array.isArray(transfer)) throw invalid(channel, 'the transfer list must be an array.');
  if (transfer.length === 0) return body;
  if (transport.transfersPorts !== true)
    throw new CulvertError('ERR_CULVERT_PORTS_UNSUPPORTED', unsupported(channel));
  const ports = takePorts(channel, transfer, platformOf({ transport }));
  const taken = ports.length === 0 ? body : { ...body, ports };
  try {
    return { ...taken, blobs: transferBuffers(channel, body.blobs, transfer) };
  } catch (error) {
    closePorts(taken);
    throw error;
  }
}

/** Transfers the buffers of the list, which detaches them from their owner at once. Returns the blobs over them. */
function transferBuffers(
  channel: string,
  blobs: readonly Uint8Array[],
  transfer: readonly Transferable[],
): readonly Uint8Array[] {
  const buffers = transfer.filter((item) => item instanceof ArrayBuffer);
  if (buffers.length === 0) return blobs;
  // Read before the buffers are detached, because a detached view has lost its offset and length.
  const places = blobs.map(({ buffer, byteOffset, byteLength }) => ({
    at: buffers.indexOf(buffer as ArrayBuffer),
    byteOffset,
    byteLength,
  }));
  let transferred: readonly ArrayBuffer[];
  try {
    transferred = transferOut(buffers);
  } catch (cause) {
    throw invalid(channel, 'an ArrayBuffer is detached, or cannot be.', cause);
  }
  return blobs.map((blob, nth) => {
    const { at, byteOffset, byteLength } = places[nth]!;
    return at < 0 ? blob : new Uint8Array(transferred[at]!, byteOffset, byteLength);
  });
}

/** The error text for a transport that transfers no ports. It also names the ones that do. */
export function unsupported(channel: string): string {
  return (
    `'${channel}': the transport of this renderer cannot transfer ports. Send values over channels instead, ` +
    'or run the renderer where ports can be transferred: in a worker thread, for instance.'
  );
}

/**
 * Detaches the ports from their owner at the call, as the platform's own `postMessage` does. So a fault of the transfer
 * list is known now, and later uses of the ports by their owner fail.
 *
 * @returns the ports of the list, in order
 * @throws CulvertError `ERR_CULVERT_INVALID_TRANSFER` for anything but a list of ports, and for a port that is closed or
 * was transferred before
 */
function takePorts(
  channel: string,
  transfer: readonly Transferable[],
  platform: PortPlatform,
): readonly Port[] {
  transfer.forEach((item, index) => {
    if (!(item instanceof ArrayBuffer) && !isPort(item))
      throw invalid(channel, `transfer[${index}] is no MessagePort.`);
    if (transfer.indexOf(item) !== index)
      throw invalid(channel, `transfer[${index}] is the same as transfer[${transfer.indexOf(item)}].`);
  });
  try {
    return platform.take(transfer.filter(isPort));
  } catch (cause) {
    if (cause instanceof CulvertError) throw invalid(channel, cause.message, cause);
    throw invalid(
      channel,
      'a port is closed, or was transferred before: send it once, while it is open.',
      cause,
    );
  }
}

function invalid(channel: string, text: string, cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_INVALID_TRANSFER', `'${channel}': ${text}`, { cause });
}
