import type { Address, Body, CulvertErrorCode, SyncRequest } from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import { scheduleInBackground } from '../../runtime/schedule-after.js';
import type { MainIpc } from '../ipc-main.js';
import type { MainRpc } from '../main-rpc.js';
import { requestKey } from '../request-key.js';
import { createEvent, type EventSources } from './create-event.js';
import { decodeMessage, type Decoding } from './decode-message.js';
import type { Listeners } from './listeners.js';

export interface SyncDispatch extends EventSources, Decoding {
  readonly listeners: Listeners;
  readonly ipcMain: MainIpc;
  readonly rpc: MainRpc;
  readonly scheduler: SchedulerLike;
}

/** Brings sync requests to main's listeners and members of contracts, and limits how long each renderer waits. */
export class SyncDispatcher {
  private readonly parts: SyncDispatch;
  /** Timers of requests that a listener may still answer. */
  private readonly timers = new Map<string, Subscription>();

  constructor(parts: SyncDispatch) {
    this.parts = parts;
  }

  dispatch(from: Address, message: SyncRequest, body: Body): void {
    const { parts } = this;
    const { connections, encoder, ipcMain, listeners, loop, rpc } = parts;
    const { channel, seq, timeoutMs } = message;
    const exposed = ipcMain.exposed(channel, 'sync');
    if (exposed !== undefined) {
      const connection = connections.at(from);
      if (connection !== undefined) rpc.serve(exposed, from, connection.sender, message, body);
      if (rpc.isServing(from, seq)) this.waitForAnswer(from, seq, channel, timeoutMs);
      return;
    }
    let answered = false;
    const event = createEvent(parts, from, body, (value) => {
      if (answered) return false;
      const answer = encoder.encode(channel, [value]);
      answered = true;
      loop.dispatch({ type: 'answer', to: from, seq, ok: true, body: answer });
      return true;
    });
    if (event === undefined) return;
    if (!listeners.canAnswer(from, channel)) {
      this.fail(from, seq, 'ERR_CULVERT_SYNC_NO_LISTENER', `sendSync '${channel}': main has no listener.`);
      return;
    }
    const args = decodeMessage(parts, from, message, body);
    if (args === undefined) return;
    if (listeners.emit(event, 'ipc-message-sync', channel, args) === 'threw' && !answered) {
      const reason = `sendSync '${channel}': the listener in main threw.`;
      this.fail(from, seq, 'ERR_CULVERT_SYNC_LISTENER_THREW', reason);
    } else if (!answered) {
      this.waitForAnswer(from, seq, channel, timeoutMs);
    }
  }

  /** The request has an answer, or no longer needs one. */
  settled(address: Address, seq: number): void {
    if (this.timers.size === 0) return;
    const key = requestKey(address, seq);
    this.timers.get(key)?.unsubscribe();
    this.timers.delete(key);
  }

  /** A listener may set `event.returnValue` later. The renderer stays blocked until then, at most for `timeoutMs`. */
  private waitForAnswer(from: Address, seq: number, channel: string, timeoutMs: number): void {
    const { loop, scheduler } = this.parts;
    const timer = scheduleInBackground(scheduler, timeoutMs, () => {
      const reason = `sendSync '${channel}': no answer within ${timeoutMs} ms.`;
      const failure = { code: 'ERR_CULVERT_SYNC_TIMEOUT', reason } as const;
      // The handler that works on it may stop.
      loop.dispatch({ type: 'breakOff', at: from, seq, side: 'opener', failure });
    });
    this.timers.set(requestKey(from, seq), timer);
  }

  private fail(to: Address, seq: number, code: CulvertErrorCode, reason: string): void {
    this.parts.loop.dispatch({ type: 'fail', to, seq, failure: { code, reason } });
  }
}
