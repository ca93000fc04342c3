import type { ReactNode } from 'react';
import { useConnection } from './connection-state.js';
import { Header } from './header.js';
import { useRaise } from './use-raise.js';

interface Props {
  readonly title: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** The frame of every page. Old data are dimmed, and stay readable. */
export function Page({ title, className, children }: Props): ReactNode {
  const { status } = useConnection();
  useRaise();
  return (
    <div className="page" data-status={status}>
      <Header title={title} />
      <main className={className} data-stale={status === 'gone'}>
        {children}
      </main>
    </div>
  );
}
