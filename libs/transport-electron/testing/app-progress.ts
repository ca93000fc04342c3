import { filter, firstValueFrom } from 'rxjs';
import type { LocalApp } from './local-app.js';

export async function epochOf({ main }: LocalApp, id: number): Promise<number | undefined> {
  return (await firstValueFrom(main.state$)).endpoints[id]?.epoch;
}

/** Resolves with the next drop. */
export function nextDrop({ main }: LocalApp) {
  return firstValueFrom(main.inspect$.pipe(filter(({ kind }) => kind === 'drop')));
}

/** Resolves when every message that was on its way at the call has arrived. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
