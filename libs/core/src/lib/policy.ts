import type { RendererMessage } from '@culvert/protocol';
import type { RouterState } from '@culvert/router';
import type { VerifiedSender } from './ipc-types.js';
import { reportUncaught } from './report-uncaught.js';

/** One way a message can travel, before it does. */
export interface PolicyRequest {
  readonly kind: 'send' | 'sync' | 'call' | 'stream' | 'sendTo' | 'sendToHost' | 'port';
  readonly channel: string;
  readonly sender: VerifiedSender;
  /**
   * The receiving renderer of a `sendTo`, `sendToHost` or `port`, or of a `call` or `stream` that is for another
   * renderer; its kind and origin where it is connected.
   */
  readonly target?: { readonly id: number } & Partial<VerifiedSender>;
}

/**
 * Decides before dispatch. `false` and `{ deny }` drop the message with a reason on `inspect$`; a sync request, call
 * or request for a port is answered with `ERR_CULVERT_DENIED`. A policy that throws denies.
 *
 * @example
 * createMain({ policy: ({ kind, sender }) => kind !== 'sendTo' || sender.kind === 'window' });
 */
export type Policy = (request: PolicyRequest) => boolean | { readonly deny: string };

/** Why the policy denies this message, or `undefined` where it does not, or is not asked. */
export function denial(
  policy: Policy,
  state: RouterState,
  sender: VerifiedSender,
  message: RendererMessage,
): string | undefined {
  if (!('channel' in message)) return undefined;
  const targetId = targetOf(message, sender);
  const request: PolicyRequest = {
    kind: message.kind,
    channel: message.channel,
    sender,
    ...(targetId !== undefined && { target: describe(state, targetId) }),
  };
  try {
    const verdict = policy(request);
    // Whatever else it returns, a promise among others, allows nothing.
    if (verdict === true) return undefined;
    const reason = typeof verdict === 'object' ? (verdict?.deny as unknown) : undefined;
    return typeof reason === 'string' ? reason : 'denied';
  } catch (error) {
    reportUncaught(error);
    return 'the policy threw';
  }
}

/** What names a channel. All that belongs to an open call or stream was allowed with that. */
type Asking = Extract<RendererMessage, { readonly channel: string }>;

function targetOf(message: Asking, sender: VerifiedSender): number | undefined {
  if ('to' in message) return message.to;
  return message.kind === 'sendToHost' ? sender.host : undefined;
}

function describe(state: RouterState, id: number): NonNullable<PolicyRequest['target']> {
  const endpoint = state.endpoints[id];
  if (endpoint === undefined) return { id };
  const { kind, host, origin, identity } = endpoint;
  return {
    id,
    kind,
    ...(host !== undefined && { host }),
    ...(origin !== undefined && { origin }),
    ...(identity !== undefined && { identity }),
  };
}
