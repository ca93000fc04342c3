import { decodeThrown, isWireError } from './decode-error.js';

/**
 * Decodes a value that the other side threw. The stack of an error shows the place of the throw, if redaction allows
 * that. Below it stands the call site in this process.
 */
export function joinStacks(wire: unknown, channel: string, callSite: Error): unknown {
  const error = decodeThrown(wire);
  if (!isWireError(wire) || !(error instanceof Error)) return error;
  const { stack }: { readonly stack?: unknown } = wire.error;
  const there = typeof stack === 'string' ? stack : `${error.name}: ${error.message}`;
  const here = String(callSite.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at |@/.test(line))
    // The stack frames of wrap itself are of no use.
    .slice(2);
  const value = [there, `    at '${channel}' (in another process)`, ...here].join('\n');
  return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
}
