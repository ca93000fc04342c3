import './styles/index.css';
import { createRenderer } from '@culvert/core';
import type { Renderer } from '@culvert/core';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { filter, from, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { applySettings, defaultSettings } from '../../shared/settings.js';
import type { Settings } from '../../shared/settings.js';
import type { PageName } from '../../shared/windows.js';
import { mainOf } from './feed.js';
import { findMain } from './find-main.js';
import { Keyless } from './keyless.js';
import { showPage } from './show-page.js';
import { prefersDark, shadeOf, showShade } from './theme.js';

/**
 * Starts a page: connects, asks main for the theme before anything is painted, and shows `content`.
 *
 * @param ask blocks, on purpose and for a few milliseconds: what is painted first must already be right
 */
export function startPage(
  page: PageName,
  content: ReactNode,
  ask: (renderer: Renderer) => unknown = (renderer) => mainOf(renderer).settings(),
): void {
  const element = document.getElementById('root');
  if (element === null) throw new Error('The page has no #root.');
  const root = createRoot(element);
  const way = findMain();
  if (way === undefined) {
    showShade(shadeOf('system', prefersDark()));
    root.render(<Keyless />);
    return;
  }
  const connect = (): Renderer => createRenderer(way.open());
  // The server has just delivered this document. Later, another program may have its port.
  const first = connect();
  const open = (): Observable<Renderer> => from(way.isMain()).pipe(filter(Boolean), map(connect));
  const settings = settingsFrom(() => ask(first));
  showPage({ page, content, root, open, first, settings });
}

function settingsFrom(ask: () => unknown): Settings {
  try {
    return applySettings(defaultSettings, ask());
  } catch {
    // Main has just gone. The page shows that, and asks again when main is back.
    return defaultSettings;
  }
}
