import { isForConsumer, type Address } from '@culvert/protocol';
import type { DispatchEffect } from '@culvert/router';
import type { MainRpc } from '../main-rpc.js';
import { dispatchCall, dispatchStream, type CallDispatch } from './dispatch-call.js';
import { dispatchSend, type SendDispatch } from './dispatch-send.js';
import { SyncDispatcher, type SyncDispatch } from './dispatch-sync.js';
import { Listeners, type ListenerPlaces } from './listeners.js';

export type DispatcherSettings = ListenerPlaces &
  Omit<SendDispatch & SyncDispatch & CallDispatch, 'listeners'> & { readonly rpc: MainRpc };

/** Brings messages to main's own listeners and handlers, and returns their answers to the router as events. */
export class Dispatcher {
  private readonly parts: SendDispatch & CallDispatch;
  private readonly sync: SyncDispatcher;
  private readonly rpc: MainRpc;

  constructor(settings: DispatcherSettings) {
    // Spread last: V8 gives each object with a property after a spread a hidden class of its own, and keeps it long.
    const parts = { listeners: new Listeners(settings), ...settings };
    this.parts = parts;
    this.sync = new SyncDispatcher(parts);
    this.rpc = settings.rpc;
  }

  dispatch({ from, message, body }: DispatchEffect): void {
    switch (message.kind) {
      case 'send':
        dispatchSend(this.parts, from, message, body);
        break;
      case 'sync':
        this.sync.dispatch(from, message, body);
        break;
      case 'call':
        dispatchCall(this.parts, from, message, body);
        break;
      case 'stream':
        dispatchStream(this.parts, from, message, body);
        break;
      case 'cancel':
        // A `cancel` from a consumer of an input carries main's number, so no request of the renderer matches it.
        if (!isForConsumer(message)) this.sync.settled(from, message.seq);
        this.rpc.receive(from, message, body);
        break;
      case 'demand':
      case 'items':
      case 'reply':
        this.rpc.receive(from, message, body);
        break;
    }
  }

  /** The request has an answer, or no longer needs one. */
  settled(address: Address, seq: number): void {
    this.sync.settled(address, seq);
  }

  abandon(address: Address, seq: number): void {
    this.sync.settled(address, seq);
    this.rpc.abandon(address, seq);
  }
}
