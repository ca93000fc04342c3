import type { Contender, Parameters } from './contender.js';
import { measure, type Measured } from './rounds.js';

const parameters: Parameters = { payload: 'small', inFlight: 1, count: 1 };

/** A contender that claims to take this many ms for each operation. */
function contender(name: string, msEach: number, log: string[]): Contender {
  return {
    name,
    role: 'peer',
    start: async () => ({
      async run(operations) {
        log.push(name);
        return operations * msEach;
      },
      close: () => void log.push(`${name} closed`),
    }),
  };
}

describe('measure', () => {
  it('gives fast and slow contenders the same time', async () => {
    const log: string[] = [];
    const contenders = [contender('slow', 20, log), contender('fast', 0.001, log)];
    const effort = { rounds: 3, sliceMs: 100, warmUpMs: 50 };
    const measured = await measure(contenders, parameters, effort);
    expect(measured.map(({ contender: { name }, rate }) => [name, Math.round(rate.median)])).toEqual([
      ['slow', 50],
      ['fast', 1_000_000],
    ]);
  });

  it.each([0, 1, 4])('is not misled by a run that takes a second, after %d others', async (nth) => {
    let runs = 0;
    const hesitant: Contender = {
      name: 'hesitant',
      role: 'peer',
      start: async () => ({
        // A thousand operations take one ms, and the start of a run takes the rest.
        run: async (operations) => (runs++ === nth ? 1000 : 2) + operations / 1000,
        close: () => undefined,
      }),
    };
    const effort = { rounds: 3, sliceMs: 100, warmUpMs: 500 };
    const [{ rate }] = (await measure([hesitant], parameters, effort)) as [Measured];
    expect(rate.median).toBeGreaterThan(900_000);
  });

  it('takes turns in an order that rotates, and ends all of them', async () => {
    const log: string[] = [];
    const names = ['a', 'b', 'c'];
    await measure(
      names.map((name) => contender(name, 10, log)),
      parameters,
      { rounds: 3, sliceMs: 10, warmUpMs: 10 },
    );
    expect(log.slice(-12).join(' ')).toBe('a b c b c a c a b a closed b closed c closed');
  });

  it('ends the started contenders when one fails', async () => {
    const log: string[] = [];
    const broken: Contender = {
      ...contender('broken', 1, log),
      start: () => Promise.reject(new Error('no')),
    };
    const effort = { rounds: 1, sliceMs: 10, warmUpMs: 10 };
    await expect(measure([contender('a', 10, log), broken], parameters, effort)).rejects.toThrow('no');
    expect(log.at(-1)).toBe('a closed');
  });
});
