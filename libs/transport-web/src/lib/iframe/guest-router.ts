import { stateOf } from '@culvert/transport-kit';

const routers = new WeakMap<Window, GuestRouter>();

/** One embedded document that may send to this window. */
export interface RoutedGuest {
  readonly iframe: HTMLIFrameElement;
  /** The origin of the document that is expected in the iframe. */
  readonly origin: string;
  /** Takes a message of that document. Returns `false` if it is not a message of Culvert. */
  receive(message: unknown): boolean;
  /** Counts a message from another window or origin, which was ignored. */
  countIgnored(): void;
}

/**
 * Receives the messages of all guests of a window through one listener. The browser names the
 * sender: window and origin. Nothing in the message counts as proof of its sender.
 */
export class GuestRouter {
  private readonly window: Window;
  private readonly guests = new Set<RoutedGuest>();

  constructor(window: Window) {
    this.window = window;
  }

  add(guest: RoutedGuest): void {
    // A capturing listener runs first, so it can hide Culvert's messages from the user's own
    // listeners.
    if (this.guests.size === 0) this.window.addEventListener('message', this.onMessage, { capture: true });
    this.guests.add(guest);
  }

  delete(guest: RoutedGuest): void {
    this.guests.delete(guest);
    if (this.guests.size === 0) this.window.removeEventListener('message', this.onMessage, { capture: true });
  }

  private readonly onMessage = (event: MessageEvent<unknown>): void => {
    if (this.isOfThePage(event.source)) return;
    const inThatFrame = [...this.guests].filter(({ iframe }) => iframe.contentWindow === event.source);
    const sender = inThatFrame.find(({ origin }) => origin === event.origin);
    if (sender === undefined) {
      // Counted once, although the message is foreign to each of the guests.
      const [guest = this.oldest] = inThatFrame;
      guest?.countIgnored();
    } else if (sender.receive(event.data)) {
      event.stopPropagation();
    }
  };

  /**
   * Messages that the page posts to itself, and messages of the window that embeds it.
   * `parentTransport` reads those.
   */
  private isOfThePage(source: MessageEventSource | null): boolean {
    return source === this.window || source === this.window.parent;
  }

  private get oldest(): RoutedGuest | undefined {
    return this.guests.values().next().value;
  }
}

/** One listener of a window serves all its guests. */
export function routerOf(window: Window): GuestRouter {
  return stateOf(routers, window, () => new GuestRouter(window));
}
