import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { Connection } from './connection.js';
import { useLatest, usePage } from './page-context.js';

const connecting: Connection = { status: 'connecting' };

const labels = { connecting: 'Connecting', live: 'Live', gone: 'Main is gone' } as const;

export function useConnection(): Connection {
  return useLatest(usePage().feed.connection$, connecting);
}

/** A dot and a word in the header. */
export function ConnectionPill(): ReactNode {
  const { status } = useConnection();
  return (
    <span className="pill" data-status={status} role="status">
      <span className="dot" />
      {labels[status]}
    </span>
  );
}

/** Reports that main is gone, with the next step and the user's choices. */
export function GoneBanner(): ReactNode {
  const { hurry } = usePage();
  const connection = useConnection();
  const isRefused = useRefusal(connection);
  if (connection.status !== 'gone') return null;
  const { attempt, waitMs } = connection;
  return (
    <div className="gone-banner" role="alert" data-testid="gone">
      {isRefused ? (
        <div>
          <strong>Main runs again, with another key.</strong> Open the address that <code>npm start</code> has
          printed this time.
        </div>
      ) : (
        <div>
          <strong>The main process is gone.</strong> What you see is the last it said. This window comes back
          by itself when <code>npm start</code> runs again.
        </div>
      )}
      <div className="gone-actions">
        <span className="muted">
          <Countdown key={attempt} waitMs={waitMs} />
        </span>
        <button type="button" className="button" onClick={hurry}>
          Try now
        </button>
      </div>
    </div>
  );
}

/** Attempts that a main which is just starting may fail. */
const toleratedAttempts = 4;

/**
 * True if main answers but does not let this window in: its data folder was emptied, and its key
 * with it.
 */
function useRefusal(connection: Connection): boolean {
  const attempt = connection.status === 'gone' ? connection.attempt : 0;
  const [answeredAt, setAnsweredAt] = useState(0);
  useEffect(() => {
    if (attempt < toleratedAttempts) return undefined;
    const probe = new AbortController();
    fetch(location.pathname, { method: 'HEAD', signal: probe.signal }).then(
      () => setAnsweredAt(attempt),
      // No server is there. The banner says so already.
      () => undefined,
    );
    return () => probe.abort();
  }, [attempt]);
  return attempt >= toleratedAttempts && answeredAt >= attempt - 1;
}

function Countdown({ waitMs }: { readonly waitMs: number }): ReactNode {
  const [end] = useState(() => performance.now() + waitMs);
  const [left, setLeft] = useState(waitMs);
  useEffect(() => {
    const timer = setInterval(() => setLeft(end - performance.now()), 250);
    return () => clearInterval(timer);
  }, [end]);
  const seconds = Math.ceil(left / 1000);
  return seconds > 0 ? `Trying again in ${seconds} s` : 'Trying…';
}
