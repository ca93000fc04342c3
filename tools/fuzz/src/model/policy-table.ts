import type { Policy, PolicyRequest } from '@culvert/core';

/** The origin of hostile renderers. Main takes it as verified by their transports. */
export const HOSTILE_ORIGIN = 'https://hostile.example';
export const HONEST_ORIGIN = 'https://honest.example';

/** The roles of the renderers, in every place of the fuzzer. */
export interface Cast {
  /** The honest renderer that hostile ones may reach in a few ways. */
  readonly victim: number;
  /** All honest renderers, including the victim. Hostile renderers cannot reach the others. */
  readonly honest: ReadonlySet<number>;
}

const toMain: Readonly<Record<string, readonly string[]>> = {
  send: ['open', 'up'],
  sync: ['open-sync', 'app/whoami', 'app/hangSync'],
  call: ['open-call', 'app/echo', 'app/hang'],
  stream: ['app/ticks', 'app/join', 'app/talk', 'app/torn'],
};

const toVictim: Readonly<Record<string, readonly string[]>> = {
  call: ['peer/echo', 'peer/hang'],
  stream: ['peer/count', 'peer/join'],
  sendTo: ['hello'],
};

/** A channel on which the policy throws. That denies the message, and must end nothing. */
const THROWING = 'nobody';

/**
 * The permissions by sender, kind, channel and target. The policy uses it, and so does the check of
 * each delivery.
 */
export function permits(
  { victim, honest }: Cast,
  sender: number,
  kind: string,
  channel: string,
  target: number | undefined,
): boolean {
  if (honest.has(sender)) return true;
  if (kind === 'port') return false;
  if (kind === 'sendToHost') return channel === 'up';
  // Written as an app writes it: a message without a target is for main.
  if (target === undefined) return toMain[kind]?.includes(channel) === true || !knownKinds.has(kind);
  if (target === victim) return toVictim[kind]?.includes(channel) === true;
  return !honest.has(target);
}

/**
 * The kinds that the table decides. Other kinds, such as the opening of a guest, are allowed. Main asks
 * the policy for each message of the guest itself.
 */
const knownKinds = new Set(['send', 'sync', 'call', 'stream', 'sendTo', 'sendToHost', 'port']);

/** The policy of main. Hostile renderers and their guests may do only what the table allows. */
export function policyOf(cast: Cast, asked: (request: PolicyRequest, allowed: boolean) => void): Policy {
  return (request) => {
    const { kind, channel, sender, target } = request;
    const allowed = permits(cast, sender.id, kind, channel, target?.id);
    asked(request, allowed);
    if (channel === THROWING && !allowed) throw new Error('the policy throws');
    return allowed;
  };
}
