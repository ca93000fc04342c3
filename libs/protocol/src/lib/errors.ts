/** Every code that Culvert's own errors carry in `code`. Codes are stable; messages may improve. */
export type CulvertErrorCode =
  | 'ERR_CULVERT_ALREADY_INSTALLED'
  | 'ERR_CULVERT_CHANNEL_TOO_LONG'
  | 'ERR_CULVERT_CODEC_MISMATCH'
  | 'ERR_CULVERT_DENIED'
  | 'ERR_CULVERT_DISCONNECTED'
  | 'ERR_CULVERT_INVALID_ARGUMENT'
  | 'ERR_CULVERT_INVALID_INPUT'
  | 'ERR_CULVERT_INVALID_OUTPUT'
  | 'ERR_CULVERT_INVALID_TRANSFER'
  | 'ERR_CULVERT_MALFORMED_FRAME'
  | 'ERR_CULVERT_MESSAGE_TOO_LARGE'
  | 'ERR_CULVERT_NOT_INSTALLED'
  | 'ERR_CULVERT_NOT_EXPOSED'
  | 'ERR_CULVERT_NO_HANDLER'
  | 'ERR_CULVERT_OVERFLOW'
  | 'ERR_CULVERT_PORTS_UNSUPPORTED'
  | 'ERR_CULVERT_SYNC_LISTENER_THREW'
  | 'ERR_CULVERT_SYNC_NO_LISTENER'
  | 'ERR_CULVERT_SYNC_TIMEOUT'
  | 'ERR_CULVERT_SYNC_UNSUPPORTED'
  | 'ERR_CULVERT_SYNC_WOULD_DEADLOCK'
  | 'ERR_CULVERT_TIMEOUT'
  | 'ERR_CULVERT_TOO_MANY_PENDING'
  | 'ERR_CULVERT_TRANSPORT'
  | 'ERR_CULVERT_UNKNOWN_TARGET'
  | 'ERR_CULVERT_UNSERIALIZABLE'
  | 'ERR_CULVERT_VERSION_MISMATCH';

/**
 * An error of Culvert itself. Its `code` tells which one.
 *
 * @example
 * try { ipcRenderer.sendSync('config'); }
 * catch (error) { if (error instanceof CulvertError && error.code === 'ERR_CULVERT_SYNC_TIMEOUT') retry(); }
 */
export class CulvertError extends Error {
  /** The name of the class. */
  override readonly name: string = 'CulvertError';
  /** The stable code, for programs. */
  readonly code: CulvertErrorCode;

  /**
   * @param code the stable code
   * @param message the text, which may change in any version
   * @param options `cause`, as for any `Error`
   */
  constructor(code: CulvertErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A TypeError for a wrong argument, thrown at the call. It has a stable code, as Node's own errors have. */
export function invalidArgument(message: string): TypeError & { readonly code: CulvertErrorCode } {
  return Object.assign(new TypeError(message), { code: 'ERR_CULVERT_INVALID_ARGUMENT' as const });
}
