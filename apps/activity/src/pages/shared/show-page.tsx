import type { Renderer } from '@culvert/core';
import { StrictMode } from 'react';
import type { ReactNode } from 'react';
import type { Root } from 'react-dom/client';
import {
  combineLatest,
  distinctUntilChanged,
  fromEvent,
  map,
  merge,
  shareReplay,
  startWith,
  Subject,
  tap,
} from 'rxjs';
import type { ObservableInput } from 'rxjs';
import type { Settings } from '../../shared/settings.js';
import type { RendererName } from '../../shared/windows.js';
import { connect } from './connection.js';
import { createFeed } from './feed.js';
import { PageRoot } from './page-root.js';
import { prefersDark, shadeOf, showShade, systemDark } from './theme.js';

interface Parts {
  readonly page: RendererName;
  readonly content: ReactNode;
  readonly root: Root;
  /**
   * Connects to main again after each connection has ended. Emits none if the server that answers
   * is not main.
   */
  readonly open: () => ObservableInput<Renderer>;
  readonly first: Renderer;
  /** The settings until main answers. */
  readonly settings: Settings;
}

/** Shows `content` in the right theme from the first paint, and reconnects whenever needed. */
export function showPage({ page, content, root, open, first, settings }: Parts): void {
  showShade(shadeOf(settings.theme, prefersDark()));
  const clicks = new Subject<void>();
  const hurry$ = merge(clicks, fromEvent(window, 'focus'), fromEvent(window, 'online'));
  // A card belongs to the window that embeds it, and is not a window itself.
  const hello = page === 'details' ? undefined : { page, name: window.name };
  const feed = createFeed(connect({ open, first, hurry$ }), hello);
  // The shade is set on the page before components get it, because charts read their colours from
  // the style sheet.
  const shade$ = combineLatest([feed.settings$.pipe(startWith(settings)), systemDark()]).pipe(
    map(([{ theme }, isDark]) => shadeOf(theme, isDark)),
    distinctUntilChanged(),
    tap(showShade),
    shareReplay(1),
  );
  root.render(
    <StrictMode>
      <PageRoot
        page={page}
        feed={feed}
        initialSettings={settings}
        shade$={shade$}
        hurry={() => clicks.next()}
      >
        {content}
      </PageRoot>
    </StrictMode>,
  );
}
