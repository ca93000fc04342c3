import type { Inspection, Main } from '@culvert/core';
import { filter, firstValueFrom } from 'rxjs';

export type InspectedDrop = Extract<Inspection, { kind: 'drop' }>;

/** The next drop that main reports, on this channel if one is given. Listens from the call on. */
export function nextDrop(main: Main, channel?: string): Promise<InspectedDrop> {
  return firstValueFrom(
    main.inspect$.pipe(
      filter((item): item is InspectedDrop => item.kind === 'drop'),
      filter((drop) => channel === undefined || drop.channel === channel),
    ),
  );
}
