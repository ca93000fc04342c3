import { createContext, useContext, useEffect, useState } from 'react';
import type { Renderer } from '@culvert/core';
import type { Observable } from 'rxjs';
import type { Settings } from '../../shared/settings.js';
import type { RendererName } from '../../shared/windows.js';
import type { Feed, MainApi } from './feed.js';
import type { Shade } from './theme.js';

/** The values that every component of a page can use. */
export interface PageValue {
  readonly page: RendererName;
  readonly feed: Feed;
  readonly settings: Settings;
  readonly shade: Shade;
  /** Undefined while there is no connection. */
  readonly renderer: Renderer | undefined;
  /** Main's functions over that connection. */
  readonly main: MainApi | undefined;
  /** Tries to connect now instead of later. */
  readonly hurry: () => void;
}

const Context = createContext<PageValue | undefined>(undefined);
export const PageProvider = Context.Provider;

export function usePage(): PageValue {
  const page = useContext(Context);
  if (page === undefined) throw new Error('usePage needs a PageProvider around it.');
  return page;
}

/** The last value of a stream. Give the same stream at every render. */
export function useLatest<T>(stream$: Observable<T>): T | undefined;
export function useLatest<T>(stream$: Observable<T>, initial: T): T;
export function useLatest<T>(stream$: Observable<T>, initial?: T): T | undefined {
  const [value, setValue] = useState(initial);
  useEffect(() => {
    const subscription = stream$.subscribe((next) => setValue(() => next));
    return () => subscription.unsubscribe();
  }, [stream$]);
  return value;
}

/** Changes the settings, in all windows. Does nothing while there is no connection. */
export function useChangeSettings(): (change: Partial<Settings>) => void {
  return usePage().feed.changeSettings;
}
