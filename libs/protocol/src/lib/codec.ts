import type { Body } from './body.js';
import type { ValueChange } from './codec/json-changes.js';

/**
 * How the arguments of a message become a body and back. Main and its renderers use the same one; the handshake
 * refuses anything else.
 *
 * `encode` takes its copy at the call, so a later change of an argument changes nothing that was sent.
 * It throws `ERR_CULVERT_UNSERIALIZABLE`, naming the path (`args[0].onClick`), for a value that it cannot carry.
 * `decode` throws `ERR_CULVERT_MALFORMED_FRAME` for a body that no `encode` of the same codec wrote.
 */
export interface Codec {
  readonly name: string;
  /**
   * @param moved buffers that become the body's own: their bytes are not copied
   * @param onSearched where given, and the arguments are more than plain JSON, it is told once of the first value that
   * arrives as another, or that there is none. A codec that carries all unchanged, or throws, has no need of it.
   */
  encode(
    args: readonly unknown[],
    moved?: ReadonlySet<object>,
    onSearched?: (change: ValueChange | undefined) => void,
  ): Body;
  decode(body: Body): unknown[];
}
