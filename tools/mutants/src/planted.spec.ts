import { join } from 'node:path';
import { hunt, type Found } from './hunt.js';
import { planted as withPlanted } from './plant.js';
import { mutants } from './planted.js';

const root = join(__dirname, '../../..');

describe('a planted bug', () => {
  it.each(mutants)('has its text in its file once: $name', (mutant) => {
    expect(withPlanted(root, mutant)).toContain(mutant.replace);
  });

  it('has a name of its own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it.each([
    'a sync request overtakes earlier messages',
    'a lost acknowledgement',
    'the policy is not asked about messages to other renderers',
    'the lock of a crashed window is never free',
  ])('is found by an exploration, in a small diagram: %s', async (name) => {
    const result = await hunt(
      root,
      mutants.find((mutant) => mutant.name === name)!,
    );
    expect(result).toEqual(expect.objectContaining({ check: expect.any(String) as string }));
    const { marbles } = result as Found;
    expect(marbles).toBeGreaterThan(0);
    expect(marbles).toBeLessThanOrEqual(20);
  });
});
