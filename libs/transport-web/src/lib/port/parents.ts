import { CulvertError, invalidArgument } from '@culvert/protocol';
import type { Parent } from './opening-transport.js';
import { isAskMessage } from './port-messages.js';

/** What the DOM's typings know only together with those of workers. */
export interface MessageTarget extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** The page, or worker, that has started this dedicated worker. */
export function ownerOf(scope: MessageTarget): Parent {
  return {
    ...talkTo(scope),
    sharesLocks: true,
    post: (message, transfer) => scope.postMessage(message, transfer),
  };
}

/** The page behind this port of a shared worker, or whoever connects next. */
export function clientOf(scope: EventTarget, port: MessagePort | undefined): Parent {
  let client: Parent | undefined;
  let stop: (() => void) | undefined;
  return {
    sharesLocks: true,
    listen(wanted) {
      const start = (to: MessagePort): void => {
        client = ownerOf(to);
        client.listen(wanted);
        to.start();
      };
      if (port !== undefined) {
        start(port);
        return;
      }
      const onConnect = (event: Event): void => {
        stop?.();
        start((event as MessageEvent).ports[0]!);
      };
      scope.addEventListener('connect', onConnect);
      stop = () => scope.removeEventListener('connect', onConnect);
    },
    post: (message, transfer) => client?.post(message, transfer),
    leave() {
      stop?.();
      client?.leave();
    },
  };
}

/** The window that embeds this one: it is told nothing unless it is of this origin. */
export function embedderOf(window: Window, parentOrigin: string | undefined): Parent {
  const { parent } = window;
  if (parent === window) {
    throw new CulvertError(
      'ERR_CULVERT_TRANSPORT',
      'parentTransport() found no parent: call it in a worker, or in a page that is embedded in an iframe.',
    );
  }
  const origin = parentOrigin ?? embeddingOrigin(window);
  if (!isOrigin(origin)) {
    throw invalidArgument(
      `parentTransport() needs the origin of the page that embeds this one, not '${origin ?? ''}': ` +
        "parentTransport({ parentOrigin: 'https://host.example' }).",
    );
  }
  return {
    sharesLocks: false,
    ...talkTo(window, (event) => event.source === parent && event.origin === origin),
    post: (message, transfer) => parent.postMessage(message, origin, transfer),
  };
}

function embeddingOrigin({ location, document }: Window): string | undefined {
  const [ancestor] = location.ancestorOrigins ?? [];
  if (ancestor !== undefined) return ancestor;
  return URL.canParse(document.referrer) ? new URL(document.referrer).origin : undefined;
}

/** An opaque origin, `'null'`, cannot be named as the target of a message. */
function isOrigin(value: string | undefined): value is string {
  return value !== undefined && URL.canParse(value) && new URL(value).origin === value;
}

/** The other end is wanted at once, and asks again where it may have missed that. */
function talkTo(
  target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  isFromPeer: (event: MessageEvent) => boolean = () => true,
): Pick<Parent, 'listen' | 'leave'> {
  let listener: ((event: Event) => void) | undefined;
  const leave = (): void => {
    if (listener !== undefined) target.removeEventListener('message', listener, { capture: true });
  };
  return {
    listen(wanted) {
      listener = (event) => {
        const message = event as MessageEvent;
        if (!isAskMessage(message.data) || !isFromPeer(message)) return;
        // A capturing listener comes first: the user's own need not see what is not theirs.
        message.stopPropagation();
        wanted();
      };
      target.addEventListener('message', listener, { capture: true });
      wanted();
    },
    leave,
  };
}
