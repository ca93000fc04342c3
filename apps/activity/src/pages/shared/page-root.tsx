import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { Observable } from 'rxjs';
import type { Settings } from '../../shared/settings.js';
import type { RendererName } from '../../shared/windows.js';
import { mainOf } from './feed.js';
import type { Feed } from './feed.js';
import { PageProvider, useLatest } from './page-context.js';
import type { Shade } from './theme.js';

interface Props {
  readonly page: RendererName;
  readonly feed: Feed;
  readonly initialSettings: Settings;
  readonly shade$: Observable<Shade>;
  readonly hurry: () => void;
  readonly children: ReactNode;
}

/** Holds what all components share. */
export function PageRoot({ page, feed, initialSettings, shade$, hurry, children }: Props): ReactNode {
  const settings = useLatest(feed.settings$, initialSettings);
  const renderer = useLatest(feed.renderer$);
  const shade = useLatest(shade$, document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light');
  const value = useMemo(
    () => ({ page, feed, settings, shade, renderer, main: renderer && mainOf(renderer), hurry }),
    [page, feed, settings, shade, renderer, hurry],
  );
  return <PageProvider value={value}>{children}</PageProvider>;
}
