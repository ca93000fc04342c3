import '@culvert/transport-web/webview';
import type { CulvertWebview } from '@culvert/transport-web/webview';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { detailsChannels, readDetailsChoice, readDetailsHeight } from '../../shared/details.js';
import type { DetailsChoice, DetailsSubject } from '../../shared/details.js';
import { usePage } from '../shared/page-context.js';

interface Props {
  readonly subject: DetailsSubject;
  readonly onChoice: (choice: DetailsChoice) => void;
}

/**
 * The card of one process, a page of its own. It reports its height, and the choices of its user.
 */
export function DetailsGuest({ subject, onChoice }: Props): ReactNode {
  const webview = useRef<CulvertWebview>(null);
  const { shade } = usePage();
  // Only the first shade. Later the card gets the theme from main.
  const [src] = useState(() => `details?shade=${shade}`);
  const [height, setHeight] = useState<number>();
  const latest = useRef({ subject, onChoice });
  useEffect(() => {
    latest.current = { subject, onChoice };
  });

  useEffect(() => {
    const element = webview.current;
    if (element === null) return undefined;
    const listening = new AbortController();
    element.addEventListener(
      'ipc-message',
      ({ channel, args: [value] }) => {
        if (channel === detailsChannels.ready)
          void element.send(detailsChannels.show, latest.current.subject);
        if (channel === detailsChannels.height) setHeight((old) => readDetailsHeight(value) ?? old);
        const choice = channel === detailsChannels.choice ? readDetailsChoice(value) : undefined;
        if (choice !== undefined) latest.current.onChoice(choice);
      },
      listening,
    );
    return () => listening.abort();
  }, []);
  const { pid, birth, name } = subject;
  useEffect(() => {
    void webview.current?.send(detailsChannels.show, { pid, birth, name });
  }, [pid, birth, name]);

  return (
    <culvert-webview
      ref={webview}
      className="details-guest"
      src={src}
      title="Selected process"
      style={{ height }}
    />
  );
}
