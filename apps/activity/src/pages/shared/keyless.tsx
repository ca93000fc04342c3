import type { ReactNode } from 'react';
import { Mark } from './mark.js';

/** Shown in a tab that came without the token: guessing the port is not enough to get in. */
export function Keyless(): ReactNode {
  return (
    <main className="keyless">
      <Mark />
      <h1>This window needs its key</h1>
      <p>
        Open the whole address that <code>npm start</code> has printed in the terminal, the part after{' '}
        <code>?token=</code> included.
      </p>
    </main>
  );
}
