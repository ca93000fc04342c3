import type { Contender, Parameters, Session } from './contender.js';
import type { Effort } from './effort.js';
import { summarize, type Summary } from './statistics.js';

export interface Measured {
  readonly contender: Contender;
  /** Operations per second. */
  readonly rate: Summary;
}

/**
 * Runs all contenders of one row side by side. In each round, each contender gets a slice of time.
 * The order rotates, so that a noisy minute of the machine affects all contenders alike. All stay
 * alive until the end, and idle while others run.
 */
export async function measure(
  contenders: readonly Contender[],
  parameters: Parameters,
  { rounds, sliceMs, warmUpMs }: Pick<Effort, 'rounds' | 'sliceMs' | 'warmUpMs'>,
): Promise<Measured[]> {
  const entries: { readonly contender: Contender; session: Session; size: number; rates: number[] }[] = [];
  try {
    for (const contender of contenders) {
      const session = await contender.start(parameters);
      entries.push({ contender, session, size: await warmUp(session, sliceMs, warmUpMs), rates: [] });
    }
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[(round + i) % entries.length]!;
        const ms = await entry.session.run(entry.size);
        entry.rates.push((entry.size / ms) * 1000);
      }
    }
  } finally {
    for (const { session } of entries) await session.close();
  }
  return entries.map(({ contender, rates }) => ({ contender, rate: summarize(rates) }));
}

/**
 * Runs for a while, to find how many operations fill a slice. The first run does not count. A
 * library may load in it for longer than the whole warm-up. It would then be measured one operation
 * at a time.
 */
async function warmUp(session: Session, sliceMs: number, warmUpMs: number): Promise<number> {
  await session.run(1);
  let size = 1;
  let spent = 0;
  let before = 0;
  for (;;) {
    const ms = Math.max(await session.run(size), 0.01);
    spent += ms;
    const wanted = Math.max(1, Math.round((size * sliceMs) / ms));
    // Two runs must agree, because one alone may have met a pause of the machine.
    const isSettled = wanted <= before * 2 && before <= wanted * 2;
    if (spent >= warmUpMs && ms >= sliceMs / 2 && isSettled) return wanted;
    before = wanted;
    // The size grows in small steps, because the first operations are slow.
    size = Math.min(wanted, size * 10);
  }
}
