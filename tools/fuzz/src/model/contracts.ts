import { call, defineContract, stream, sync } from '@culvert/core';
import type { Observable } from 'rxjs';

/** What main exposes to renderers. The policy keeps the hostile from `secret` and `secretSync`. */
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

/** What honest renderers expose to main, and the hostile ones pretend to. */
export const peer = defineContract('peer', {
  echo: call<string, readonly [number, string]>(),
  secret: call<string, string>(),
  hang: call<string, string>(),
  count: stream<number, number>(),
  join: stream<Observable<string>, string>(),
});
