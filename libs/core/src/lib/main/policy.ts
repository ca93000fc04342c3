import { callerOf, endpointAt, routeOf, type Route, type RouterState } from '@culvert/router';
import type { Address, RendererMessage } from '@culvert/protocol';
import type { VerifiedSender } from '../emitters/ipc-types.js';
import { isThenable } from '../runtime/is-thenable.js';
import { describeThrown } from '../runtime/describe-thrown.js';

/** One route of a message, or one guest, on which the policy decides beforehand. */
export interface PolicyRequest {
  /** `'guest'`: the sender, a window, asks main to connect a document that it embeds. */
  readonly kind: Route['kind'];
  /** Empty for a guest, which has no channel. */
  readonly channel: string;
  /**
   * The sender, as main has verified it. Only the `claimedOrigin` of a guest is not verified: its window claims it,
   * and `hosts` names that window.
   */
  readonly sender: VerifiedSender;
  /**
   * For a guest with a `claimedOrigin`: its hosts, from the window that embeds it to the outermost one. That one's
   * connection carries them all.
   */
  readonly hosts?: readonly VerifiedSender[];
  /**
   * The receiving renderer of a `sendTo`, `sendToHost` or `port`, or of a `call` or `stream` to another renderer. Its
   * kind and origin are present if it is connected. A message without a target goes to main only.
   */
  readonly target?: { readonly id: number } & Partial<VerifiedSender>;
  /** With `'guest'`: the origin of that document, as the sender claims it. Main has not verified it. */
  readonly claimedOrigin?: string;
}

/**
 * Decides before dispatch. `false` and `{ deny }` drop the message with a reason on `inspect$`. Main answers a denied
 * sync request, call, stream or port request with `ERR_CULVERT_DENIED`, and closes a denied guest. A policy that
 * throws, or returns anything else, denies; `inspect$` has its error as `detail`.
 *
 * @example
 * createMain({ policy: ({ kind, sender }) => kind !== 'sendTo' || sender.kind === 'window' });
 * createMain({ policy: ({ kind, claimedOrigin }) => kind !== 'guest' || claimedOrigin === 'https://widgets.example' });
 */
export type Policy = (request: PolicyRequest) => boolean | { readonly deny: string };

/** The policy uses this part of main. */
export interface PolicyHost {
  /** The current state. Read it again after the policy ran, because the policy may have changed it. */
  readonly routerState: RouterState;
  /** The facts that main has verified about a connected renderer. */
  senderOf(id: number): VerifiedSender | undefined;
}

/** Why the policy denies a message: `denied` for its sender, `detail` for `inspect$` only. */
export interface Denial {
  readonly denied: string;
  readonly detail?: string;
}

/** The greatest number of hosts around a guest that the policy sees. */
const MAX_HOSTS = 16;

/** Why the policy denies this message; `undefined` if it allows the message, or if main does not ask it. */
export function denial(
  policy: Policy,
  host: PolicyHost,
  from: Address,
  message: RendererMessage,
): Denial | undefined {
  const sender = host.senderOf(from.id);
  const endpoint = endpointAt(host.routerState, from);
  // The router drops messages of unknown senders and messages before the handshake, so the policy has no say.
  if (sender === undefined || endpoint?.ready !== true) return undefined;
  const route = routeOf(message, endpoint);
  if (route === undefined) return undefined;
  const epoch = epochOf(host, route);
  const verdict = ask(policy, requestOf(host, sender, route));
  // The policy decided on a target that is no longer connected.
  if (verdict === undefined && epoch !== epochOf(host, route))
    return { denied: 'its target has connected anew while the policy decided' };
  return verdict;
}

function requestOf(host: PolicyHost, sender: VerifiedSender, { to, ...route }: Route): PolicyRequest {
  const endpoint = to === undefined ? undefined : host.routerState.endpoints[to];
  const hosts = sender.claimedOrigin === undefined ? undefined : hostsOf(host, sender.host);
  return {
    ...route,
    sender,
    ...(hosts !== undefined && { hosts }),
    ...(to !== undefined && {
      target: endpoint === undefined ? { id: to } : (callerOf(endpoint) as VerifiedSender),
    }),
  };
}

function hostsOf(host: PolicyHost, first: number | undefined): VerifiedSender[] {
  const hosts: VerifiedSender[] = [];
  for (let id = first; id !== undefined && hosts.length < MAX_HOSTS;) {
    const sender = host.senderOf(id);
    if (sender !== undefined) hosts.push(sender);
    id = sender?.host;
  }
  return hosts;
}

function epochOf({ routerState }: PolicyHost, { to }: Route): number | undefined {
  return to === undefined ? undefined : routerState.endpoints[to]?.epoch;
}

function ask(policy: Policy, request: PolicyRequest): Denial | undefined {
  try {
    const verdict: unknown = policy(request);
    if (verdict === true) return undefined;
    if (typeof verdict !== 'object' || verdict === null) return { denied: 'denied' };
    // A promise allows nothing. Its rejection must not end this process.
    if (isThenable(verdict)) void Promise.resolve(verdict).catch(() => undefined);
    const { deny } = verdict as { readonly deny?: unknown };
    return { denied: typeof deny === 'string' ? deny : 'denied' };
  } catch (error) {
    // Only main sees the error, because its text may be confidential.
    return { denied: 'the policy threw', detail: `the policy threw: ${describeThrown(error)}` };
  }
}
