import type { Parameters } from './contender.js';
import { counted, BYTE, operation } from './units.js';

const parameters: Parameters = { payload: 'small', inFlight: 64, count: 1000 };

describe('units', () => {
  it.each([
    ['small', 80, 120],
    ['medium', 3_700, 4_500],
    ['large', 900_000, 1_200_000],
  ] as const)('a %s payload has from %d to %d bytes', (payload, least, most) => {
    const bytes = BYTE.inOperation({ ...parameters, payload });
    expect(bytes).toBeGreaterThan(least);
    expect(bytes).toBeLessThan(most);
  });

  it('counts the units of an operation, or the operation itself', () => {
    expect(counted('renderer').inOperation(parameters)).toBe(1000);
    expect(operation('call').inOperation(parameters)).toBe(1);
  });
});
