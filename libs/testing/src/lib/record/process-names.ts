import { MAIN_ID } from '@culvert/protocol';
import type { SenderInfo } from '@culvert/router';
import type { Recording } from './recording.js';

/** The name of each process of a recording, by webContents id. Main is the first, and the others follow by id. */
export function processNames({ initial, items }: Recording): ReadonlyMap<number, string> {
  const infos = new Map<number, SenderInfo>(Object.values(initial.endpoints).map((info) => [info.id, info]));
  for (const item of items) {
    if (item.kind === 'event' && item.event.type === 'connect')
      infos.set(item.event.address.id, item.event.info);
  }
  const renderers = [...infos].sort(([a], [b]) => a - b);
  return new Map([[MAIN_ID, 'main'], ...renderers.map(([id, info]) => [id, nameOf(id, info)] as const)]);
}

function nameOf(id: number, { kind, host }: SenderInfo): string {
  return host === undefined ? `renderer ${id} (${kind})` : `guest ${id} (in ${host})`;
}
