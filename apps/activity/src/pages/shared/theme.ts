import { fromEvent, map, startWith } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Theme } from '../../shared/settings.js';

export type Shade = 'light' | 'dark';

/** The shade of `theme` on a system that is dark or light. */
export function shadeOf(theme: Theme, isSystemDark: boolean): Shade {
  if (theme === 'system') return isSystemDark ? 'dark' : 'light';
  return theme;
}

export function prefersDark(): boolean {
  return darkQuery().matches;
}

/** True while the system is dark: its state now, and each change. */
export function systemDark(): Observable<boolean> {
  return fromEvent(darkQuery(), 'change').pipe(map(prefersDark), startWith(prefersDark()));
}

/** Puts a shade on the page; the style sheets read the attribute. */
export function showShade(shade: Shade): void {
  const { dataset } = document.documentElement;
  if (dataset['theme'] !== shade) dataset['theme'] = shade;
}

function darkQuery(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}
