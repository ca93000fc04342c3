import { MAIN_ID, checkDuration, invalidArgument, type RendererKind } from '@culvert/protocol';
import { isObservable, type Observable } from 'rxjs';

/** Facts about a renderer that main receives with its connection. Main never asks the renderer itself. */
export interface ConnectInfo {
  /** Default: `'window'`. */
  readonly kind?: RendererKind | undefined;
  /** The webContents id of the window that embeds this guest. */
  readonly host?: number | undefined;
  /** Web origin, as the transport has verified it. */
  readonly origin?: string | undefined;
  /** Web origin of a guest, as its host claims it. Main cannot verify it. */
  readonly claimedOrigin?: string | undefined;
  /** The name that the transport has authenticated, for instance by a certificate. */
  readonly identity?: string | undefined;
  /**
   * The renderer connects over a network, and this process did not start it; `serve` of transport-node sets this. By
   * default a remote renderer of any kind gets no stacks and no own properties of errors. Default: false.
   */
  readonly remote?: boolean | undefined;
  /** The id of a window that returns: it gets this id again, with the next epoch. Default: a fresh id. */
  readonly id?: number | undefined;
  /** How long the WebContents outlives its connection while it waits for the window's return, in ms. Default: 0. */
  readonly graceMs?: number | undefined;
  /**
   * Used when `graceMs` is not set, for platforms that know when a window is destroyed. The WebContents survives
   * disconnects until this emits, completes or errors.
   */
  readonly graceUntil$?: Observable<unknown> | undefined;
}

/** `ConnectInfo` without `undefined` values, so that a sender has exactly the fields that main was given. */
export type CheckedInfo = {
  readonly [Name in keyof ConnectInfo]?: Exclude<ConnectInfo[Name], undefined>;
};

const kinds: readonly RendererKind[] = ['window', 'webview', 'worker', 'process'];

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an invalid id, kind or grace */
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

/** Fresh ids are greater than all given ids. This limit leaves more fresh ids than any main can give. */
export const MAX_GIVEN_ID = 2 ** 52;

function checkId(what: string, id: number | undefined): void {
  if (id === undefined || (Number.isSafeInteger(id) && id > MAIN_ID && id <= MAX_GIVEN_ID)) return;
  throw invalidArgument(`${what} must be a webContents id: an integer from 1 to ${MAX_GIVEN_ID}.`);
}
