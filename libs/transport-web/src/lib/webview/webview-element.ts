import type { WebviewIpcMessageEvent } from './webview-ipc-message-event.js';

/** The events of a `<culvert-webview>`. None of them bubbles. */
export interface WebviewEventMap extends HTMLElementEventMap {
  'ipc-message': WebviewIpcMessageEvent;
  'dom-ready': Event;
  destroyed: Event;
}

/** An `HTMLElement` with listeners for the events of a webview. */
export interface WebviewElement extends HTMLElement {
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
