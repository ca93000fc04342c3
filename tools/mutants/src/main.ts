import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hunt } from './hunt.js';
import { foundIn, MOST_MARBLES, pageOf, type Row } from './page.js';
import { mutants } from './planted.js';
import { specResults, tryOnSpecs } from './spec-results.js';

/*
 * `npm run mutants` plants all bugs, and writes docs/testing-mutants.md. `npm run mutants -- credit` tries those with this
 * word in their name, and prints their diagrams.
 */
const THREADS = 2;
/** Found, each with a diagram of at most 20 marbles. */
const LEAST_FOUND = 38 / 40;
const root = process.cwd();
const word = process.argv[2];

const waiting = [...mutants.entries()].filter(([, { name }]) => word === undefined || name.includes(word));
const specs = specResults(root);
const rows: Row[] = [];
const startedAt = Date.now();

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [place, mutant] = next;
    const began = Date.now();
    const result = await hunt(root, mutant);
    rows[place] = { mutant, result, specs: specs[mutant.name] };
    const text =
      typeof result === 'string' ? `NOT FOUND, ${result}` : `${result.name}, ${result.marbles} marbles`;
    console.log(`${mutant.kind}: ${mutant.name}: ${text}, ${Date.now() - began} ms`);
    if (word !== undefined && typeof result !== 'string') console.log(result.message);
  }
}

if (word === '--specs') await tryOnSpecs(root);
else await huntAll();

async function huntAll(): Promise<void> {
  await Promise.all(Array.from({ length: THREADS }, work));
  const results = Object.values(rows);
  const found = foundIn(results);
  const small = found.filter(({ result }) => result.marbles <= MOST_MARBLES);
  console.log(
    `${found.length} of ${results.length} found in ${Math.round((Date.now() - startedAt) / 1000)} s`,
  );
  if (word === undefined) {
    writeFileSync(join(root, 'docs/testing-mutants.md'), pageOf(results));
    if (small.length < LEAST_FOUND * results.length) process.exitCode = 1;
  }
}
