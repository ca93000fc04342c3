import type { PageName } from '../../shared/windows.js';

/** The place and size of a window, in pixels of the screen. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type OpenablePage = Exclude<PageName, 'launcher'>;

/** Side by side on the screen: the overview on the left, the tables stacked at its right. */
export function frameOf(page: OpenablePage, screen: Frame): Frame {
  const wide = Math.round(screen.width * 0.58);
  const half = Math.round(screen.height / 2);
  const right = { left: screen.left + wide, width: screen.width - wide, height: half };
  switch (page) {
    case 'overview':
      return { left: screen.left, top: screen.top, width: wide, height: screen.height };
    case 'processes':
      return { ...right, top: screen.top };
    case 'disk':
      return { ...right, top: screen.top + half };
  }
}

export function screenFrame(): Frame {
  // Only some browsers report where the free area of the screen begins.
  const {
    availWidth: width,
    availHeight: height,
    availLeft: left = 0,
    availTop: top = 0,
  } = window.screen as Screen & {
    readonly availLeft?: number;
    readonly availTop?: number;
  };
  return { left, top, width, height };
}

/** Opens one more window; undefined where the browser has blocked it. */
export function openWindow(page: OpenablePage, index: number): Window | undefined {
  const frame = frameOf(page, screenFrame());
  // A second window of a kind must not lie exactly on the first.
  const shift = (index % 6) * 28;
  const features = `popup,left=${frame.left + shift},top=${frame.top + shift},width=${frame.width},height=${frame.height}`;
  return window.open(`./${page}`, `activity-${crypto.randomUUID()}`, features) ?? undefined;
}
