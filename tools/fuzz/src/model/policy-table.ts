import type { Policy, PolicyRequest } from '@culvert/core';

/** The origin that main gives to hostile renderers, as their transports would have verified it. */
export const HOSTILE_ORIGIN = 'https://hostile.example';
export const HONEST_ORIGIN = 'https://honest.example';

/** Who is who, in every place of the fuzzer. */
export interface Cast {
  /** The honest renderer that the hostile may reach in a few ways. */
  readonly victim: number;
  /** Honest renderers, the victim among them: no hostile one reaches the others. */
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

/** A channel on which the policy throws: that denies, and ends nothing. */
const THROWING = 'nobody';

/** What may reach whom, by kind, channel and target: both the policy and the check of what was delivered ask it. */
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
  // As an app writes it: without a target it is for main.
  if (target === undefined) return toMain[kind]?.includes(channel) === true || !knownKinds.has(kind);
  if (target === victim) return toVictim[kind]?.includes(channel) === true;
  return !honest.has(target);
}

/** What guests do is asked of them by itself, whatever the policy calls it that there are some. */
const knownKinds = new Set(['send', 'sync', 'call', 'stream', 'sendTo', 'sendToHost', 'port']);

/** The policy of main: hostile renderers, and their guests, may do what the table says and nothing else. */
export function policyOf(cast: Cast, asked: (request: PolicyRequest, allowed: boolean) => void): Policy {
  return (request) => {
    const { kind, channel, sender, target } = request;
    const allowed = permits(cast, sender.id, kind, channel, target?.id);
    asked(request, allowed);
    if (channel === THROWING && !allowed) throw new Error('the policy throws');
    return allowed;
  };
}
