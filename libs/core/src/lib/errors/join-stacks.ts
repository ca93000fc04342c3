import { decodeThrown, isWireError } from './decode-error.js';

/**
 * What the other side has thrown. An error tells where it was thrown there, as far as it may, and below that who has
 * asked here.
 */
export function joinStacks(wire: unknown, channel: string, callSite: Error): unknown {
  const error = decodeThrown(wire);
  if (!isWireError(wire) || !(error instanceof Error)) return error;
  const { stack }: { readonly stack?: unknown } = wire.error;
  const there = typeof stack === 'string' ? stack : `${error.name}: ${error.message}`;
  const here = String(callSite.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at |@/.test(line))
    // The frames of wrap itself say nothing.
    .slice(2);
  const value = [there, `    at '${channel}' (in another process)`, ...here].join('\n');
  return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
}
