import './styles/index.css';
import { createRenderer } from '@culvert/core';
import type { Renderer } from '@culvert/core';
import { StrictMode } from 'react';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
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
import { channels } from '../../shared/channels.js';
import { applySettings, defaultSettings } from '../../shared/settings.js';
import type { Settings } from '../../shared/settings.js';
import type { PageName } from '../../shared/windows.js';
import { findMain } from './find-main.js';
import { connect } from './connection.js';
import { createFeed } from './feed.js';
import { Keyless } from './keyless.js';
import { PageRoot } from './page-root.js';
import { prefersDark, shadeOf, showShade, systemDark } from './theme.js';

/** Starts a page: connects, asks main for the theme before anything is painted, and shows `content`. */
export function startPage(page: PageName, content: ReactNode): void {
  const element = document.getElementById('root');
  if (element === null) throw new Error('The page has no #root.');
  const root = createRoot(element);
  const openTransport = findMain();
  if (openTransport === undefined) {
    showShade(shadeOf('system', prefersDark()));
    root.render(<Keyless />);
    return;
  }
  const open = (): Renderer => createRenderer(openTransport());
  const first = open();
  const settings = askForSettings(first);
  showShade(shadeOf(settings.theme, prefersDark()));

  const clicks = new Subject<void>();
  const hurry$ = merge(clicks, fromEvent(window, 'focus'), fromEvent(window, 'online'));
  const feed = createFeed(connect({ open, first, hurry$ }), { page, name: window.name });
  // On the page before any component hears of it, because charts read their colours from the style sheet.
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

/** Blocks, on purpose and for a few milliseconds: what is painted first must already be right. */
function askForSettings({ ipcRenderer }: Renderer): Settings {
  try {
    return applySettings(defaultSettings, ipcRenderer.sendSync(channels.settings));
  } catch {
    // Main went away in this very moment: the page says so, and asks again when it is back.
    return defaultSettings;
  }
}
