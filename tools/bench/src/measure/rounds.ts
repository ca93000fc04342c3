import type { Contender, Parameters, Session } from './contender.js';
import { summarize, type Summary } from './statistics.js';

export interface Effort {
  readonly rounds: number;
  /** How long one contender runs in one round, in ms, about. */
  readonly sliceMs: number;
  /** How long each runs before it is measured, in ms, about: until the engine has compiled what is hot. */
  readonly warmUpMs: number;
}

export interface Measured {
  readonly contender: Contender;
  /** Operations per second. */
  readonly rate: Summary;
}

/**
 * Runs all contenders of one row side by side: in each round each gets a slice of time, in an order that rotates, so
 * that a noisy minute of the machine is everybody's. All stay alive until the end, idle while others run.
 */
export async function measure(
  contenders: readonly Contender[],
  parameters: Parameters,
  { rounds, sliceMs, warmUpMs }: Effort,
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

/** Runs for a while, and finds how many operations fill a slice. */
async function warmUp(session: Session, sliceMs: number, warmUpMs: number): Promise<number> {
  let size = 1;
  let spent = 0;
  for (;;) {
    const ms = Math.max(await session.run(size), 0.01);
    spent += ms;
    const wanted = Math.max(1, Math.round((size * sliceMs) / ms));
    if (spent >= warmUpMs && ms >= sliceMs / 2) return wanted;
    // Never far ahead of what was seen: the first operations are slow.
    size = Math.min(wanted, size * 10);
  }
}
