import { filter, firstValueFrom, interval } from 'rxjs';

/** Waits for so many turns of the event loop. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for so many turns of the event loop, and for the errors that RxJS reports from a timer. */
export async function settled(count = 20): Promise<void> {
  await turns(count);
  await new Promise((resolve) => setTimeout(resolve));
}

/** Waits until something is true. */
export async function until(isTrue: () => boolean): Promise<void> {
  await firstValueFrom(interval(1).pipe(filter(isTrue)));
}
