import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const specs = readdirSync(__dirname).filter((name) => name !== 'marbles.spec.ts');

describe('the marble tests', () => {
  it.each(specs)('need no real time: %s', (name) => {
    const source = readFileSync(join(__dirname, name), 'utf8');
    expect(source.match(/\b(?:await|async|setTimeout|setInterval|setImmediate|nextTick)\b/g)).toBeNull();
    expect(source).toContain('runIpc(');
  });

  it('have a file for each subject', () => {
    expect(specs).toEqual(
      expect.arrayContaining(
        ['cancellation', 'overflow', 'order', 'reload', 'sync-timeouts'].map((name) => `${name}.spec.ts`),
      ),
    );
  });
});
