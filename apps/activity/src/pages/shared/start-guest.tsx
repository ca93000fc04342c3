import './styles/index.css';
import { createRenderer } from '@culvert/core';
import type { Renderer } from '@culvert/core';
import { parentTransport } from '@culvert/transport-web';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { of } from 'rxjs';
import { applySettings, defaultSettings } from '../../shared/settings.js';
import { showPage } from './show-page.js';

/**
 * Starts the page of a card. Its window carries its connection, so it needs no token. It cannot
 * block, so the window puts the first theme into its address.
 */
export function startGuest(content: ReactNode): void {
  const element = document.getElementById('root');
  if (element === null) throw new Error('The page has no #root.');
  const open = (): Renderer => createRenderer(parentTransport({ parentOrigin: location.origin }));
  const theme = new URLSearchParams(location.search).get('shade');
  const settings = applySettings(defaultSettings, { theme });
  showPage({
    page: 'details',
    content,
    root: createRoot(element),
    open: () => of(open()),
    first: open(),
    settings,
  });
}
