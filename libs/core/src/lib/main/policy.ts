import { callerOf, endpointAt, routeOf, type Route, type RouterState } from '@culvert/router';
import type { Address, RendererMessage } from '@culvert/protocol';
import type { VerifiedSender } from '../emitters/ipc-types.js';
import { isThenable } from '../runtime/is-thenable.js';
import { describeThrown } from '../runtime/describe-thrown.js';

/** One way a message can travel, or a guest come in, before it does. */
export interface PolicyRequest {
  /** `'guest'`: the sender, a window, wants main to take in a document that it embeds. */
  readonly kind: Route['kind'];
  /** Empty for a guest, which is for no channel. */
  readonly channel: string;
  /**
   * Who sends it, as main has verified it. The `claimedOrigin` of a guest is the exception: its window says that, and
   * `hosts` says whose word it is.
   */
  readonly sender: VerifiedSender;
  /**
   * Of a guest with a `claimedOrigin`: the window that embeds it, the one that embeds that, and so on, up to the one
   * whose connection carries them all.
   */
  readonly hosts?: readonly VerifiedSender[];
  /**
   * The receiving renderer of a `sendTo`, `sendToHost` or `port`, or of a `call` or `stream` that is for another
   * renderer; its kind and origin where it is connected. What has none goes to main, and nowhere else.
   */
  readonly target?: { readonly id: number } & Partial<VerifiedSender>;
  /** With `'guest'`: what the sender says of the origin of that document. Nobody has verified it. */
  readonly claimedOrigin?: string;
}

/**
 * Decides before dispatch. `false` and `{ deny }` drop the message with a reason on `inspect$`; a sync request, call,
 * stream or request for a port is answered with `ERR_CULVERT_DENIED`, and a guest is closed. A policy that throws, or
 * returns anything else, denies; `inspect$` has its error as `detail`.
 *
 * @example
 * createMain({ policy: ({ kind, sender }) => kind !== 'sendTo' || sender.kind === 'window' });
 * createMain({ policy: ({ kind, claimedOrigin }) => kind !== 'guest' || claimedOrigin === 'https://widgets.example' });
 */
export type Policy = (request: PolicyRequest) => boolean | { readonly deny: string };

/** What the policy needs of main. */
export interface PolicyHost {
  /** The present one: a policy may change it by what it does. */
  readonly routerState: RouterState;
  /** What main knows of a connected renderer. */
  senderOf(id: number): VerifiedSender | undefined;
}

/** Why a message is denied: for its sender, and for `inspect$` where there is more to say. */
export interface Denial {
  readonly denied: string;
  readonly detail?: string;
}

/** How many windows stand around a guest, at most, wherever main may have been told that they do. */
const MAX_HOSTS = 16;

/** Why the policy denies this message, or `undefined` where it does not, or is not asked. */
export function denial(
  policy: Policy,
  host: PolicyHost,
  from: Address,
  message: RendererMessage,
): Denial | undefined {
  const sender = host.senderOf(from.id);
  const endpoint = endpointAt(host.routerState, from);
  // The router drops what comes from nobody, or before the handshake, whatever a policy would say.
  if (sender === undefined || endpoint?.ready !== true) return undefined;
  const route = routeOf(message, endpoint);
  if (route === undefined) return undefined;
  const epoch = epochOf(host, route);
  const verdict = ask(policy, requestOf(host, sender, route));
  // What it has decided on is not there any more.
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
    // A promise allows nothing, and its rejection must not end this process either.
    if (isThenable(verdict)) void Promise.resolve(verdict).catch(() => undefined);
    const { deny } = verdict as { readonly deny?: unknown };
    return { denied: typeof deny === 'string' ? deny : 'denied' };
  } catch (error) {
    // The error is for main alone: what it says may be nobody else's business.
    return { denied: 'the policy threw', detail: `the policy threw: ${describeThrown(error)}` };
  }
}
