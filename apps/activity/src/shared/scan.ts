/** Main → child: what to scan, and which window may command it. */
export interface ScanOrder {
  readonly path: string;
  readonly owner: number;
}

/** Main → page: where the scan runs, and of which folder. */
export interface ScanStart {
  /** The scanner's webContents id. */
  readonly scanner: number;
  readonly path: string;
}

export type ScanPhase = 'running' | 'done' | 'cancelled' | 'failed';

/** Child → page, a few times a second and once at the end. */
export interface ScanProgress {
  readonly phase: ScanPhase;
  /** The folder that the walk is in now. */
  readonly at: string;
  readonly bytes: number;
  readonly files: number;
  readonly folders: number;
  /** Entries that could not be read, permission denied in most cases. */
  readonly errors: number;
  /** Mounts of other file systems, not entered. */
  readonly mounts: number;
  readonly elapsedMs: number;
  /** Set where the phase is `failed`. */
  readonly message?: string;
}

/** One drawn entry of a folder, nested as deep as the picture shows it. */
export interface ScanNode {
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'rest';
  readonly bytes: number;
  /** Files inside, itself included where it is one. */
  readonly files: number;
  readonly children?: readonly ScanNode[];
}

/** Child → page: one folder, as deep and as wide as a picture can show it. */
export interface ScanView {
  /** Names from the root of the scan to this folder. */
  readonly trail: readonly string[];
  readonly node: ScanNode;
  /** More is to come: the walk still runs. */
  readonly isPartial: boolean;
}

/** A folder worth offering, with the room on its file system. */
export interface Place {
  readonly label: string;
  readonly path: string;
  readonly total: number;
  readonly free: number;
}
