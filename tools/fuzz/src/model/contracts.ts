import { call, defineContract, stream, sync } from '@culvert/core/contract';
import type { Observable } from 'rxjs';

/**
 * Contract that main exposes to renderers. The policy denies `secret` and `secretSync` to hostile
 * renderers.
 */
export const app = defineContract('app', {
  echo: call<string, readonly [number, string]>(),
  secret: call<string, string>(),
  ticks: stream<number, number>(),
  join: stream<Observable<string>, string>(),
  /** A generator over its input. */
  talk: stream<Observable<string>, string>(),
  /** Its teardown throws. */
  torn: stream<number, number>(),
  hang: call<string, string>(),
  hangSync: sync<[nonce: string], string>(),
  whoami: sync<[nonce: string], readonly [number, string]>(),
  secretSync: sync<[nonce: string], string>(),
});

/** Contract that honest renderers expose to main. Hostile renderers pretend to expose it. */
export const peer = defineContract('peer', {
  echo: call<string, readonly [number, string]>(),
  secret: call<string, string>(),
  hang: call<string, string>(),
  count: stream<number, number>(),
  join: stream<Observable<string>, string>(),
});
