import type { ReactNode } from 'react';
import { themes } from '../../shared/settings.js';
import type { Theme } from '../../shared/settings.js';
import { ConnectionPill, GoneBanner } from './connection-state.js';
import { Icon } from './icons.js';
import { Mark } from './mark.js';
import { useChangeSettings, useLatest, usePage } from './page-context.js';
import { Segmented } from './segmented.js';
import { openWindow } from './window-controls.js';
import type { OpenablePage } from './window-controls.js';

const themeLabels: Readonly<Record<Theme, string>> = {
  system: 'Theme of the system',
  light: 'Light theme',
  dark: 'Dark theme',
};

const others: readonly (readonly [OpenablePage, string])[] = [
  ['overview', 'Overview'],
  ['processes', 'Processes'],
  ['disk', 'Disk'],
];

/** The same on every page: which window this is, the way to the others, the theme, and how main is. */
export function Header({ title }: { readonly title: string }): ReactNode {
  const { page, feed, settings, renderer } = usePage();
  const changeSettings = useChangeSettings();
  const machine = useLatest(feed.machine$);
  const choices = themes.map((value) => ({
    value,
    label: themeLabels[value],
    content: <Icon name={value} />,
  }));
  return (
    <>
      <header className="header">
        <Mark />
        <div className="header-title">
          <h1>{title}</h1>
          {page !== 'launcher' && (
            <p className="muted">
              {machine?.hostname ?? ' '}
              {renderer !== undefined && <span className="tag">window {renderer.id}</span>}
            </p>
          )}
        </div>
        {page !== 'launcher' && <OtherWindows />}
        <Segmented
          label="Theme"
          choices={choices}
          value={settings.theme}
          isDisabled={renderer === undefined}
          onChange={(theme) => changeSettings({ theme })}
        />
        <ConnectionPill />
      </header>
      <GoneBanner />
    </>
  );
}

/** More windows, from any of them; the launcher has its own way. */
function OtherWindows(): ReactNode {
  const { page, feed, renderer } = usePage();
  const windows = useLatest(feed.windows$, []);
  return (
    <nav className="header-nav" aria-label="Open another window">
      {others.map(([other, label]) => (
        <button
          key={other}
          type="button"
          className="button quiet"
          disabled={renderer === undefined}
          title={`Open ${other === page ? 'one more' : 'a'} ${label} window`}
          onClick={() => openWindow(other, windows.filter(({ page: kind }) => kind === other).length)}
        >
          <Icon name={other} />
          {label}
        </button>
      ))}
    </nav>
  );
}
