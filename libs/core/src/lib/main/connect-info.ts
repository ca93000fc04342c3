import { MAIN_ID, checkDuration, invalidArgument, type RendererKind } from '@culvert/protocol';
import { isObservable, type Observable } from 'rxjs';

/** What main says of a renderer when it connects one. The renderer itself is never asked. */
export interface ConnectInfo {
  /** Default: `'window'`. */
  readonly kind?: RendererKind | undefined;
  /** The webContents id of the window that embeds this guest. */
  readonly host?: number | undefined;
  /** Web origin, as the transport has verified it. */
  readonly origin?: string | undefined;
  /** Web origin, as the host of a guest says, and nobody has verified. */
  readonly claimedOrigin?: string | undefined;
  readonly identity?: string | undefined;
  /**
   * It comes over a network, and nobody here has started it; `serve` of transport-node says so. By default it gets no
   * stacks and no own properties of errors, whatever its kind. Default: false.
   */
  readonly remote?: boolean | undefined;
  /** The window that returns: it gets its id again, with the next epoch. Default: a fresh id. */
  readonly id?: number | undefined;
  /** How long the WebContents outlives its connection, in ms, waiting for its return. Default: 0. */
  readonly graceMs?: number | undefined;
  /**
   * Where there is no `graceMs` and somebody knows when the window itself is gone: the WebContents outlives its
   * connections until this emits or ends.
   */
  readonly graceUntil$?: Observable<unknown> | undefined;
}

/** The same without what is `undefined`, so that a sender has the fields that main has given, and no others. */
export type CheckedInfo = {
  readonly [Name in keyof ConnectInfo]?: Exclude<ConnectInfo[Name], undefined>;
};

const kinds: readonly RendererKind[] = ['window', 'webview', 'worker', 'process'];

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an id, a kind or a grace that is none */
export function checkConnectInfo(info: ConnectInfo): CheckedInfo {
  const { id, host, kind, graceMs, graceUntil$ } = info;
  checkId('The id of a window that returns', id);
  checkId('The host of a guest', host);
  if (kind !== undefined && !kinds.includes(kind)) throw invalidArgument(`kind must be ${kinds.join(', ')}.`);
  if (graceMs !== undefined) checkDuration('graceMs', graceMs, 0);
  if (graceUntil$ !== undefined && !isObservable(graceUntil$))
    throw invalidArgument('graceUntil$ must be an Observable.');
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined));
}

/** Fresh ids are greater than all that were given: this leaves more of them than any main can give. */
export const MAX_GIVEN_ID = 2 ** 52;

function checkId(what: string, id: number | undefined): void {
  if (id === undefined || (Number.isSafeInteger(id) && id > MAIN_ID && id <= MAX_GIVEN_ID)) return;
  throw invalidArgument(`${what} must be a webContents id: an integer from 1 to ${MAX_GIVEN_ID}.`);
}
