const DOOR = Symbol('@culvert/transport-web: the guests of this window');

/** One embedded document that may send to this window. */
export interface RoutedGuest {
  readonly iframe: HTMLIFrameElement;
  /** Of the document that is expected there. */
  readonly origin: string;
  /** A message of that document; `false` where it is none of Culvert's. */
  receive(message: unknown): boolean;
  /** A message from elsewhere was ignored. */
  countIgnored(): void;
}

/**
 * Where the messages of all guests of a window come in, past one listener. Who sent a message is what the browser says,
 * window and origin; nothing in the message counts for that.
 */
export class GuestRouter {
  private readonly window: Window;
  private readonly guests = new Set<RoutedGuest>();

  constructor(window: Window) {
    this.window = window;
  }

  add(guest: RoutedGuest): void {
    // A capturing listener comes first: the user's own listeners do not see what is not theirs.
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
      // Once, although it is foreign to each of the guests.
      const [guest = this.oldest] = inThatFrame;
      guest?.countIgnored();
    } else if (sender.receive(event.data)) {
      event.stopPropagation();
    }
  };

  /** What the page posts to itself, and the window that embeds it: that has a way of its own. */
  private isOfThePage(source: MessageEventSource | null): boolean {
    return source === this.window || source === this.window.parent;
  }

  private get oldest(): RoutedGuest | undefined {
    return this.guests.values().next().value;
  }
}

/** Kept on the window, because one listener serves all guests, however many modules have made them. */
export function routerOf(window: Window & { [DOOR]?: GuestRouter }): GuestRouter {
  return (window[DOOR] ??= new GuestRouter(window));
}
