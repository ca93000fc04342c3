import { call, defineJsonContract, event, stream, sync, typed, type Json } from '@culvert/protocol';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import { wrap } from './wrap.js';
import type { Renderer } from '../renderer/renderer.js';

declare const renderer: Renderer;

interface Tree {
  readonly name: string;
  readonly size?: number | null;
  readonly children: readonly Tree[];
}

class Point {
  x = 1;
}
class Account {
  balance = 1;
  deposit(): void {}
}

// JSON carries plain data of any depth, bytes, and classes without methods.
const carried = defineJsonContract('app', {
  nothing: call(),
  plain: call<{ pid: number; tags: readonly string[] }, Record<string, boolean | null>>(),
  tree: call<Tree, readonly [Tree, number]>(),
  optional: call<string | undefined, { a?: number }>(),
  bytes: call<Uint8Array, Point>(),
  samples: stream<{ every: number }, number[]>(),
  search: stream<Observable<string>, string>(),
  theme: event<'light' | 'dark'>(),
  config: sync<[name?: string], { every: number }>(),
  schema: call({ input: z.object({ pid: z.number() }), output: typed<string>() }),
  unsaid: call<unknown, unknown[]>(),
});
export const answer: Promise<Record<string, boolean | null>> = wrap(renderer, carried).plain({
  pid: 1,
  tags: [],
});

// Each of these becomes another value, at any place inside the value.
// @ts-expect-error a Date becomes a string
defineJsonContract({ date: call<Date, void>() });
// @ts-expect-error in the output
defineJsonContract({ date: call<void, { at: Date }>() });
// @ts-expect-error a Map becomes {}
defineJsonContract('app', { map: stream<void, { by: Map<string, number> }>() });
// @ts-expect-error in one branch of a union
defineJsonContract({ union: event<number | { ids: Set<number> }>() });
// @ts-expect-error a BigInt becomes null
defineJsonContract({ big: sync<[id: bigint], void>() });
// @ts-expect-error an item of an input stream
defineJsonContract({ input: stream<Observable<Date>, void>() });
// @ts-expect-error an undefined item becomes null
defineJsonContract({ holes: call<(number | undefined)[], void>() });
// @ts-expect-error methods are lost
defineJsonContract({ account: call<Account, void>() });
// @ts-expect-error another kind of view becomes bytes
defineJsonContract({ floats: call<Float64Array, void>() });

export const same: Json<Tree> = { name: '', children: [] } satisfies Tree;
