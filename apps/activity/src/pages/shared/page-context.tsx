import { createContext, useContext, useEffect, useRef, useState } from 'react';
import type { Renderer } from '@culvert/core';
import type { Observable } from 'rxjs';
import type { Settings } from '../../shared/settings.js';
import type { RendererName } from '../../shared/windows.js';
import type { Feed, Message } from './feed.js';
import type { Shade } from './theme.js';

/** What every component of a page can reach. */
export interface PageValue {
  readonly page: RendererName;
  readonly feed: Feed;
  readonly settings: Settings;
  readonly shade: Shade;
  /** Undefined while there is no connection. */
  readonly renderer: Renderer | undefined;
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

/** Calls `listener`, always the one of the last render, with each message on a channel. */
export function useMessages<T>(channel: string, listener: (message: Message<T>) => void): void {
  const { feed } = usePage();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const subscription = feed.on<T>(channel).subscribe((message) => latest.current(message));
    return () => subscription.unsubscribe();
  }, [feed, channel]);
}

/** The last message on a channel over all connections. */
export function useChannel<T>(channel: string): T | undefined {
  const [value, setValue] = useState<T>();
  useMessages<T>(channel, (message) => setValue(() => message.value));
  return value;
}

/** Changes the settings, in all windows. Does nothing while there is no connection. */
export function useChangeSettings(): (change: Partial<Settings>) => void {
  return usePage().feed.changeSettings;
}
