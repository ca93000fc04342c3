import type { Body } from './body.js';
import type { ValueChange } from './codec/json-changes.js';

/**
 * Turns the arguments of a message into a body and back. Main and its renderers use the same codec. The
 * handshake refuses any other.
 *
 * The text of a body must be well-formed Unicode. A WebSocket, and the `bytes` frames of a page, replace half a
 * surrogate pair by U+FFFD. The codecs of Culvert escape one.
 *
 * `encode` takes its copy at the call, so a later change of an argument changes nothing that was sent. It
 * throws `ERR_CULVERT_UNSERIALIZABLE` for a value that it cannot carry, with the path (`args[0].onClick`).
 * `decode` throws `ERR_CULVERT_MALFORMED_FRAME` for a body that no `encode` of the same codec wrote.
 */
export interface Codec {
  /** Both sides compare it in the handshake. */
  readonly name: string;
  /**
   * Encodes the arguments of one message.
   *
   * @param transferred buffers that become the body's own: their bytes are not copied
   * @param onSearched called once if the arguments are more than plain JSON. It gets the first value that
   * arrives changed, or `undefined`. A codec that carries every value unchanged, or throws, need not call it.
   */
  encode(
    args: readonly unknown[],
    transferred?: ReadonlySet<object>,
    onSearched?: (change: ValueChange | undefined) => void,
  ): Body;
  /** Decodes what `encode` of the other side has made. */
  decode(body: Body): unknown[];
}
