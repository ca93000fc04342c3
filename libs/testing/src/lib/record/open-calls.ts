import { MAIN_ID } from '@culvert/protocol';
import type { RouterState } from '@culvert/router';
import { opened, served, type CallInfo } from './call-of.js';

/** The calls, streams and sync requests that are open at one time of a recording. */
export class OpenCalls {
  private readonly calls = new Map<string, CallInfo>();

  /** Begins with those that were open before the first item. */
  constructor(state: RouterState) {
    for (const { id, epoch, pending, serving } of Object.values(state.endpoints)) {
      for (const { seq } of pending) this.add(opened(state, { id, epoch }, seq)!);
      for (const { seq, of } of serving) {
        if (of.address.id === MAIN_ID) this.add(served(state, { id, epoch }, seq)!);
      }
    }
  }

  /** @returns false if a call with this key is open, which stays */
  add(call: CallInfo): boolean {
    if (this.calls.has(call.key)) return false;
    this.calls.set(call.key, call);
    return true;
  }

  /** @returns the call that was open with this key */
  delete(key: string): CallInfo | undefined {
    const call = this.calls.get(key);
    this.calls.delete(key);
    return call;
  }

  /** @returns the calls that were open, and for which `isOver` is true */
  deleteAll(isOver: (call: CallInfo) => boolean): readonly CallInfo[] {
    const over = this.all().filter(isOver);
    for (const { key } of over) this.calls.delete(key);
    return over;
  }

  all(): readonly CallInfo[] {
    return [...this.calls.values()];
  }
}
