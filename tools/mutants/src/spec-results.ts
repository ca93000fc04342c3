import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutants } from './planted.js';
import { runSpecs, type SpecResult } from './specs.js';

const FILE = 'tools/mutants/spec-results.json';

/** The findings of the plain specs, by the name of the bug. The specs take too long to run each time. */
export function specResults(root: string): Record<string, SpecResult> {
  return JSON.parse(readFileSync(join(root, FILE), 'utf8')) as Record<string, SpecResult>;
}

/** Runs the plain specs for all bugs that have no result yet, and writes each result at once. */
export async function tryOnSpecs(root: string): Promise<void> {
  const results = specResults(root);
  for (const mutant of mutants) {
    if (mutant.kind === 'user code' || results[mutant.name] !== undefined) continue;
    const result = await runSpecs(root, mutant);
    results[mutant.name] = result;
    console.log(`${mutant.name}: ${result ?? (result === null ? 'not found' : 'no result in time')}`);
    writeFileSync(join(root, FILE), `${JSON.stringify(results, undefined, 2)}\n`);
  }
}
