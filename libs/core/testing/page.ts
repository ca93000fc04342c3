import type { SchedulerLike } from 'rxjs';
import type { IpcRenderer, LimitOptions, RendererDrop } from '../src/index.js';
import { inVirtualTime } from './in-process.js';

/** Main, and a page with a renderer that exists before the page's other modules. */
export function openPage(options: { limits?: LimitOptions; scheduler?: SchedulerLike } = {}) {
  const { limits, scheduler } = options;
  const { main, open, pass: turn } = inVirtualTime(scheduler && { scheduler });
  const page = open({}, { limits });
  const drops: RendererDrop[] = [];
  page.renderer.drops$.subscribe((drop) => drops.push(drop));
  turn();
  return { ...page, main, open, drops, turn };
}

/** The first arguments of the messages that a listener hears from now on. */
export function hear(ipcRenderer: IpcRenderer, channel = 'x'): unknown[] {
  const heard: unknown[] = [];
  ipcRenderer.on(channel, (_event, value) => heard.push(value));
  return heard;
}

/** The number of messages in all drops. */
export const sum = (drops: readonly RendererDrop[]) => drops.reduce((total, { count }) => total + count, 0);
