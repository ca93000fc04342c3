import { invalidArgument } from '@culvert/protocol';
import type { Transport } from './transport.js';

/**
 * Refuses at the call what is not a transport: a promise of one, both ends of a link, a port or a URL. Refuses a used
 * transport too, before the caller does anything to it: its first connection goes on.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`
 */
export function checkTransport(user: string, transport: Transport): void {
  const given = transport as Partial<Record<keyof Transport, unknown>> | null | undefined;
  const frames$ = given?.frames$ as Partial<Transport['frames$']> | null | undefined;
  if (
    typeof frames$?.subscribe === 'function' &&
    typeof given?.send === 'function' &&
    typeof given.close === 'function' &&
    ['structured-clone', 'text', 'bytes'].includes(given.encoding as string)
  ) {
    refuseUsed(transport);
    return;
  }
  throw invalidArgument(
    `${user} needs a transport, with encoding, frames$, send and close: one end of createMemoryLink(), parentTransport(), webSocketTransport(url) or one of your own.`,
  );
}

const used = new WeakSet<Transport>();

/**
 * Takes a transport for one connection. Two connections on it would run each handler twice, and one would take the
 * answers of the other. Call it after all other checks, so that a caller may try again with correct arguments. Code
 * that ran since {@link checkTransport} may have used it.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a transport that a connection has taken before
 */
export function claimTransport(transport: Transport): void {
  refuseUsed(transport);
  used.add(transport);
}

function refuseUsed(transport: Transport): void {
  if (used.has(transport)) throw invalidArgument('A transport serves one connection only.');
}
