import { attachGuest, type AttachedGuest, type Guest, type Renderer } from '@culvert/core';
import { openRenderers } from '@culvert/core/internal';
import { invalidArgument } from '@culvert/protocol';
import {
  BehaviorSubject,
  distinctUntilChanged,
  filter,
  map,
  NEVER,
  Observable,
  of,
  Subscription,
  switchMap,
} from 'rxjs';
import { PendingFrames } from '../iframe/pending-frames.js';
import { frameTransport } from '../iframe/iframe-transport.js';
import { DEFAULT_SANDBOX, guestOrigin } from './guest-document.js';
import { WebviewElement } from './webview-element.js';
import { WebviewIpcMessageEvent } from './webview-ipc-message-event.js';

/** Attributes that are passed to the iframe unchanged. */
const IFRAME_ATTRIBUTES = ['allow', 'name', 'referrerpolicy', 'title'];

const STYLE = ':host { display: flex; } :host([hidden]) { display: none; } iframe { flex: 1; border: 0; }';

/**
 * `<culvert-webview src="…">`: the IPC part of Electron's `<webview>`. The guest is a sandboxed
 * iframe and a renderer of its own, of kind `'webview'`. Its host is the page that embeds it. Its
 * document connects by `createRenderer(parentTransport())`. The guest keeps its webContents id when
 * it reloads or when `src` changes, with a new epoch for each document. It ends when the element is
 * removed or moved, and when the page's own connection ends.
 *
 * - `'ipc-message'` ({@link WebviewIpcMessageEvent}): the guest called `sendToHost`.
 * - `'dom-ready'`: a document of the guest is loaded, and main knows the guest. From here on `send`
 * reaches the guest, even if its document connects later. This is the `load` event of the iframe,
 * held back until main knows the guest: an embedder cannot see `DOMContentLoaded` of another
 * origin.
 * - `'destroyed'`: the guest has ended.
 *
 * The sandbox is `allow-scripts allow-same-origin allow-forms`, unless there is an attribute
 * `sandbox`. A guest of the page's own origin is the page's own code: only another origin isolates
 * it. The element reads only documents of `src`'s own origin in that frame. It counts messages of
 * other origins and windows as {@link ignored}.
 *
 * @example
 * // <culvert-webview src="https://widgets.example/clock.html"></culvert-webview>
 * const webview = document.querySelector('culvert-webview')!;
 * webview.addEventListener('ipc-message', ({ channel, args }) => console.log(channel, args));
 * webview.addEventListener('dom-ready', () => void webview.send('zone', 'UTC'));
 */
export class CulvertWebview extends WebviewElement {
  /** The attributes that the browser reports to the element. */
  static readonly observedAttributes = ['src', 'sandbox', ...IFRAME_ATTRIBUTES];

  readonly #chosen = new BehaviorSubject<Renderer | undefined>(undefined);
  readonly #shadow = this.attachShadow({ mode: 'open', delegatesFocus: true });
  #iframe: HTMLIFrameElement | undefined;
  /** The documents of the present origin; `undefined` if there is nothing to embed. */
  #pending: PendingFrames | undefined;
  #attached: AttachedGuest | undefined;
  #guest: Guest | undefined;
  /** Messages that were sent before main knew the guest. */
  #early: ((guest: Guest | undefined) => void)[] = [];
  /** True if main has, or will get, the connection of a document. */
  #isOffered = false;
  #isReady = false;
  #ignored = 0;
  #life = new Subscription();

  constructor() {
    super();
    // A constructed sheet, because a page's policy may forbid style elements.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#shadow.adoptedStyleSheets = [sheet];
  }

  /** The guest's page. A change loads another one: the same webContents id, and a new epoch. */
  get src(): string {
    return this.getAttribute('src') ?? '';
  }
  set src(src: string) {
    this.setAttribute('src', src);
  }

  /**
   * The renderer that carries the guest's connection to main. Default: the first open renderer of
   * this page. Setting another object throws a TypeError `ERR_CULVERT_INVALID_ARGUMENT`.
   */
  get renderer(): Renderer | undefined {
    return this.#chosen.value;
  }
  set renderer(renderer: Renderer | undefined) {
    // Elsewhere in the DOM, `null` means none.
    const given = renderer ?? undefined;
    if (given !== undefined && (given as Partial<Renderer>).status$ === undefined)
      throw invalidArgument('<culvert-webview>: renderer must be what createRenderer() returned.');
    this.#chosen.next(given);
  }

  /**
   * How many messages were ignored because they came from a window or origin other than the
   * guest's.
   */
  get ignored(): number {
    return this.#ignored;
  }

  /** The guest's webContents id; 0 before main has given it one, and when the guest has ended. */
  getWebContentsId(): number {
    return this.#guest?.id ?? 0;
  }

  /**
   * Sends to the guest, which receives it as a message of this window. Messages sent before main
   * knows the guest wait until it does. The promise resolves when the message is sent, and when the
   * guest has ended before. It rejects with a TypeError
   * `ERR_CULVERT_INVALID_ARGUMENT` for a channel that is not a string. It
   * rejects with a CulvertError for a value that the codec cannot carry.
   */
  send(channel: string, ...args: unknown[]): Promise<void> {
    if (typeof channel !== 'string')
      return Promise.reject(invalidArgument('Missing required channel argument'));
    // An async function turns an error into a rejection, and still sends in this turn.
    const deliver = async (guest: Guest | undefined): Promise<void> => guest?.send(channel, ...args);
    if (this.#guest !== undefined) return deliver(this.#guest);
    return new Promise((resolve) => this.#early.push((guest) => resolve(deliver(guest))));
  }

  /** The browser calls it when the element is inserted. The guest then loads. */
  connectedCallback(): void {
    this.#adoptProperties();
    const iframe = this.ownerDocument.createElement('iframe');
    this.#iframe = iframe;
    for (const name of IFRAME_ATTRIBUTES) this.#forward(name);
    iframe.setAttribute('sandbox', this.#sandbox);
    iframe.addEventListener('load', () => this.#loaded());
    this.#life = this.#chosen
      .pipe(
        switchMap((chosen) => (chosen === undefined ? openRenderers.first$ : of(chosen))),
        distinctUntilChanged(),
        switchMap((renderer) => (renderer === undefined ? NEVER : whenLive(renderer))),
        switchMap((renderer) => this.#attachedTo(renderer)),
      )
      .subscribe();
    this.#navigate(iframe);
    this.#shadow.replaceChildren(iframe);
  }

  /** The browser calls it when the element is removed. The guest then ends. */
  disconnectedCallback(): void {
    this.#expect(undefined);
    this.#iframe?.remove();
    this.#iframe = undefined;
    this.#isReady = false;
    this.#flush(undefined);
    // Last, because a listener of 'destroyed' may insert the element again.
    this.#life.unsubscribe();
  }

  /**
   * Called by `moveBefore`, which keeps the document. Without this method the element would be
   * removed and inserted.
   */
  connectedMoveCallback(): void {}

  /** The browser calls it for each change of an observed attribute. */
  attributeChangedCallback(name: string): void {
    if (this.#iframe === undefined) return;
    if (name === 'src') this.#navigate(this.#iframe);
    else if (name === 'sandbox') this.#iframe.setAttribute(name, this.#sandbox);
    else this.#forward(name);
  }

  get #sandbox(): string {
    return this.getAttribute('sandbox') ?? DEFAULT_SANDBOX;
  }

  #forward(name: string): void {
    const value = this.getAttribute(name);
    if (value === null) this.#iframe?.removeAttribute(name);
    else this.#iframe?.setAttribute(name, value);
  }

  /** Properties that were set before the element was defined hide its accessors. */
  #adoptProperties(): void {
    for (const name of ['src', 'renderer'] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const { [name]: value } = this;
      delete (this as Partial<this>)[name];
      Object.assign(this, { [name]: value });
    }
  }

  #navigate(iframe: HTMLIFrameElement): void {
    const { src } = this;
    const origin = guestOrigin(src, this.baseURI, this.#sandbox);
    if (origin !== this.#pending?.origin) {
      this.#expect(origin === undefined ? undefined : new PendingFrames(iframe, origin));
    }
    if (origin === undefined) iframe.removeAttribute('src');
    else iframe.src = src;
    if (origin === undefined && src !== '') {
      reportError(invalidArgument(`<culvert-webview> embeds pages, and '${src}' is the address of none.`));
    }
  }

  /** Expects the next documents from that origin. The documents of the former origin have ended. */
  #expect(pending: PendingFrames | undefined): void {
    const previous = this.#pending;
    this.#pending = pending;
    pending?.keep();
    pending?.ignored$.subscribe((count) => (this.#ignored += count));
    pending?.opened$.subscribe(() => this.#connectNext());
    this.#isOffered = false;
    this.#connectNext();
    previous?.close();
  }

  #attachedTo(renderer: Renderer): Observable<never> {
    return new Observable(() => {
      const attached = attachGuest(renderer);
      this.#attached = attached;
      attached.guest$.subscribe({ next: (guest) => this.#known(guest), error: () => undefined });
      attached.ended$.subscribe({ next: () => this.#ended(), complete: () => this.#destroyed(attached) });
      this.#connectNext();
      return () => attached.close();
    });
  }

  /** Gives main the connection of the present document, or of the next one. */
  #connectNext(): void {
    const pending = this.#pending;
    const attached = this.#attached;
    if (pending === undefined || attached === undefined || this.#isOffered) return;
    this.#isOffered = true;
    attached.connect(frameTransport(pending, attached.transfersPorts), pending.origin);
  }

  /**
   * While another document loads, main does not learn that there was none, so the guest lives on.
   */
  #ended(): void {
    this.#isOffered = false;
    if (this.#pending?.isExpecting === true) this.#connectNext();
  }

  #known(guest: Guest): void {
    this.#guest = guest;
    guest.on('ipc-message', ({ channel, args }: WebviewIpcMessageEvent) =>
      this.dispatchEvent(new WebviewIpcMessageEvent(channel, args)),
    );
    this.#flush(guest);
    this.#announce();
  }

  #flush(guest: Guest | undefined): void {
    for (const send of this.#early.splice(0)) send(guest);
  }

  #loaded(): void {
    if (this.#pending === undefined) return;
    this.#isReady = true;
    this.#announce();
  }

  #announce(): void {
    if (!this.#isReady || this.#guest === undefined) return;
    this.#isReady = false;
    this.dispatchEvent(new Event('dom-ready'));
  }

  #destroyed(attached: AttachedGuest): void {
    if (this.#attached === attached) {
      this.#attached = undefined;
      this.#isOffered = false;
    }
    this.#guest = undefined;
    this.dispatchEvent(new Event('destroyed'));
  }
}

/**
 * A page that has lost main creates renderers until one connects. If the guest attached to each, it would lose its
 * connection with every attempt. So the element attaches it to a live renderer only, and the guest's offer waits.
 */
function whenLive(renderer: Renderer): Observable<Renderer> {
  return renderer.status$.pipe(
    filter((status) => status === 'live'),
    map(() => renderer),
  );
}
