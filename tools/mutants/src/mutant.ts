/** The part of an app that a planted bug is in. */
export type MutantKind = 'router' | 'calls' | 'streams' | 'main' | 'renderer' | 'order' | 'user code';

/** A bug that a developer could have written: one text of one file, and what stands there instead. */
export interface Mutant {
  /** The fault, in words. */
  readonly name: string;
  readonly kind: MutantKind;
  /** The exploration that finds it. Only this one runs. Without it, all run. */
  readonly exploration?: string | undefined;
  /** The file, from the root of the repository. */
  readonly file: string;
  /** The text, which occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A bug within a list of them. */
export type Planted = Omit<Mutant, 'kind' | 'file'>;

/** The bugs of one file. */
export function plantedIn(kind: MutantKind, file: string, bugs: readonly Planted[]): Mutant[] {
  return bugs.map((bug) => ({ kind, file, ...bug }));
}
