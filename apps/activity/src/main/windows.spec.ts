import { EventEmitter } from 'node:events';
import type { WebContents } from '@culvert/core';
import type { WindowInfo } from '../shared/windows.js';
import { createOpenWindows } from './windows.js';

describe('createOpenWindows', () => {
  beforeEach(() => jest.useFakeTimers({ now: 1000 }));
  afterEach(() => jest.useRealTimers());

  function setUp() {
    const reports: (readonly WindowInfo[])[] = [];
    const windows = createOpenWindows((list) => reports.push(list));
    const webContents = Object.assign(new EventEmitter(), { id: 3 }) as unknown as WebContents;
    windows.add(webContents, { page: 'disk', name: 'first' });
    return { reports, windows, webContents };
  }

  it('counts a window that greets twice once, by its later name and its first time', () => {
    const { reports, windows, webContents } = setUp();
    jest.setSystemTime(2000);
    windows.add(webContents, { page: 'overview', name: 'second' });
    const first = { id: 3, page: 'disk', name: 'first', openedAt: 1000 };
    const second = { id: 3, page: 'overview', name: 'second', openedAt: 1000 };
    expect(reports).toEqual([[first], [second]]);
    expect(windows.list).toEqual([second]);
  });

  it('forgets a window that has gone, and reports that once', () => {
    const { reports, windows, webContents } = setUp();
    windows.add(webContents, { page: 'disk', name: 'first' });
    (webContents as unknown as EventEmitter).emit('destroyed');
    expect(reports.slice(2)).toEqual([[]]);
    expect(windows.list).toEqual([]);
  });
});
