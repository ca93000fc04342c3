import type { WebviewIpcMessageEvent } from './webview-ipc-message-event.js';

/** The events of a `<culvert-webview>`. None of them bubbles. */
export interface WebviewEventMap extends HTMLElementEventMap {
  /** The guest has called `sendToHost`. */
  'ipc-message': WebviewIpcMessageEvent;
  /** A document of the guest is loaded, and main knows the guest. */
  'dom-ready': Event;
  /** The guest has ended. */
  destroyed: Event;
}

/** An `HTMLElement` with listeners for the events of a webview. */
export interface WebviewElement extends HTMLElement {
  /** Adds a listener, as for any element. */
  addEventListener<K extends keyof WebviewEventMap>(
    type: K,
    listener: (this: WebviewElement, event: WebviewEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Removes a listener. */
  removeEventListener<K extends keyof WebviewEventMap>(
    type: K,
    listener: (this: WebviewElement, event: WebviewEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Without a DOM, a class that extends this one can be imported, but not used. */
export const WebviewElement = (globalThis.HTMLElement ?? class {}) as unknown as new () => WebviewElement;
