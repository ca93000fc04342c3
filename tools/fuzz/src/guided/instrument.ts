import type * as Protocol from '@culvert/protocol';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { buildSync } from 'esbuild';

/** The code under test, compiled with a counter at each branch and function. */
export interface Instrumented {
  readonly protocol: typeof Protocol;
  /** Counts of the code since they were last cleared. */
  readonly counters: Coverage;
}

interface FileCoverage {
  readonly s: Record<number, number>;
  readonly b: Record<string, number[]>;
}

interface InstrumentLibrary {
  createInstrumenter(options: object): { instrumentSync(code: string, file: string): string };
}

const COVERAGE = '__culvertFuzzCoverage';

/** The branches and statements that one input has reached. */
export class Coverage {
  /** Keyed by number, without gaps, so that they can be read like an array. */
  private readonly statements: Record<number, number>;
  private readonly branches: readonly number[][];
  private readonly statementCount: number;
  /** For each place, a bit for each order of magnitude of its count. Statements come first. */
  private readonly seen: Uint8Array;

  constructor({ s, b }: FileCoverage) {
    this.statements = s;
    this.statementCount = Object.keys(s).length;
    this.branches = Object.values(b);
    this.seen = new Uint8Array(
      this.statementCount + this.branches.reduce((sum, { length }) => sum + length, 0),
    );
  }

  clear(): void {
    for (let n = 0; n < this.statementCount; n++) this.statements[n] = 0;
    for (const branch of this.branches) branch.fill(0);
  }

  /**
   * True if an input reached a new place, or a place ran in a new order of magnitude.
   * Once, twice, some times and often are the four orders.
   */
  isNew(): boolean {
    const { seen, statements } = this;
    let found = false;
    let place = 0;
    for (let n = 0; n < this.statementCount; n++, place++) {
      const count = statements[n]!;
      if (count > 0) found = mark(seen, place, count) || found;
    }
    for (const branch of this.branches) {
      for (const count of branch) {
        if (count > 0) found = mark(seen, place, count) || found;
        place++;
      }
    }
    return found;
  }

  /** The number of all statements and branches. */
  get total(): number {
    return this.seen.length;
  }

  get reached(): number {
    return this.seen.reduce((sum, bits) => sum + (bits === 0 ? 0 : 1), 0);
  }
}

function mark(seen: Uint8Array, place: number, count: number): boolean {
  const bit = 1 << Math.min(7, 31 - Math.clz32(count));
  if ((seen[place]! & bit) !== 0) return false;
  seen[place]! |= bit;
  return true;
}

const require = createRequire(import.meta.url);

/** Bundles the protocol's sources into one script, inserts counters, and runs it. */
export function instrumentProtocol(entry: string = entryOfProtocol()): Instrumented {
  const [output] = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
    conditions: ['@culvert/source'],
    logLevel: 'silent',
  }).outputFiles;
  const library = require('istanbul-lib-instrument') as InstrumentLibrary;
  const instrumenter = library.createInstrumenter({
    coverageVariable: COVERAGE,
    compact: true,
    esModules: false,
  });
  const code = instrumenter.instrumentSync(output!.text, 'protocol.cjs');
  const module = { exports: {} };
  const load = compileFunction(code, ['module', 'exports', 'require']) as (...args: unknown[]) => void;
  load(module, module.exports, require);
  // A separate script has the global object of the main context. The sandbox of a test runner does
  // not have it.
  const scopeOf = compileFunction('return globalThis') as () => Record<string, Record<string, FileCoverage>>;
  const files = scopeOf()[COVERAGE]!;
  return {
    protocol: module.exports as Instrumented['protocol'],
    counters: new Coverage(Object.values(files)[0]!),
  };
}

function entryOfProtocol(): string {
  return fileURLToPath(new URL('../../../../libs/protocol/src/index.ts', import.meta.url));
}
