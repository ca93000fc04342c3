import type { ChildProcess } from 'node:child_process';
import type { Main, WebContents } from '@culvert/core';
import { childTransport, forkRenderer } from '@culvert/transport-node';
import { channels } from '../../shared/channels.js';
import type { ScanOrder, ScanProgress, ScanStart } from '../../shared/scan.js';
import { readScanRequest } from './scan-request.js';

/** Starts the child processes behind the disk windows, and ends every one that it started. */
export interface ScanHost {
  start(owner: WebContents, path: unknown): ScanStart;
  close(): void;
}

/** A child that does not end on SIGTERM within this time is not asked again. */
const patienceMs = 1000;

/** One child a window: a new scan ends the one before it, and a window that goes takes its own along. */
export function createScanHost(main: Main, script: string): ScanHost {
  const children = new Map<number, ChildProcess>();

  function stop(owner: number): void {
    const child = children.get(owner);
    children.delete(owner);
    if (child !== undefined) endChild(child);
  }

  function watch(owner: WebContents, child: ChildProcess): void {
    child.once('exit', (code, signal) => {
      if (children.get(owner.id) !== child) return;
      children.delete(owner.id);
      owner.send(channels.scanProgress, crashed(signal ?? `code ${code}`));
    });
  }

  return {
    start: (owner, path) => {
      const request = readScanRequest(path);
      if (!request.isValid) return { isStarted: false, message: request.message };
      stop(owner.id);
      // A limit of its own: a scan that grows beyond it ends, and takes nothing else along.
      const child = forkRenderer(script, [], { execArgv: ['--max-old-space-size=512'] });
      children.set(owner.id, child);
      watch(owner, child);
      owner.on('destroyed', () => {
        if (children.get(owner.id) === child) stop(owner.id);
      });
      const scanner = main.connect(childTransport(child), { kind: 'process' });
      const order: ScanOrder = { path: request.path, owner: owner.id };
      scanner.send(channels.scan, order);
      return { isStarted: true, scanner: scanner.id, path: request.path };
    },
    close: () => {
      for (const owner of [...children.keys()]) stop(owner);
    },
  };
}

function endChild(child: ChildProcess): void {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.once('exit', () => clearTimeout(timer));
}

function crashed(how: string): ScanProgress {
  const nothing = { at: '', bytes: 0, files: 0, folders: 0, errors: 0, mounts: 0, elapsedMs: 0 };
  return { phase: 'failed', ...nothing, message: `The scanning process ended unexpectedly (${how}).` };
}
