import type { Observable } from 'rxjs';
import type { LinkRun } from './virtual-link.js';
import { wireRows } from './wire-rows.js';

/** The name of an Observable for a report: the channel that it comes from, if that has carried messages. */
export function sourceName(source$: Observable<unknown>, { main, links }: LinkRun): string {
  const root = rootOf(source$);
  const names = new Set(wireRows(links).flatMap(({ channel }) => (channel === undefined ? [] : [channel])));
  const suffix = root === source$ ? '' : '.pipe(…)';
  for (const name of names) {
    if (isFrom(root, main.channel(name))) return `main.channel('${name}')${suffix}`;
    for (const { renderer } of links) {
      if (isFrom(root, renderer.channel(name))) return `renderer ${renderer.id}: channel('${name}')${suffix}`;
    }
  }
  return '…';
}

/** The Observable behind all operators of RxJS. */
function rootOf(source$: Observable<unknown>): Observable<unknown> {
  let root = source$ as { readonly source?: Observable<unknown> };
  while (root.source !== undefined) root = root.source as typeof root;
  return root as Observable<unknown>;
}

function isFrom(root: Observable<unknown>, channel: Observable<unknown>): boolean {
  return root === channel || root === (channel as { readonly messages$?: Observable<unknown> }).messages$;
}
