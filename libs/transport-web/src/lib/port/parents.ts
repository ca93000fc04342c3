import { CulvertError, invalidArgument } from '@culvert/protocol';
import { stateOf } from '@culvert/transport-kit';
import type { Parent } from './opening-transport.js';
import { isAskMessage } from './port-messages.js';

/** Structural, because the DOM typings and the worker typings cannot be loaded together. */
export interface MessageTarget extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** The page, or worker, that started this dedicated worker. */
export function ownerOf(scope: MessageTarget): Parent {
  return {
    ...talkTo(scope),
    sharesLocks: true,
    post: (message, transfer) => scope.postMessage(message, transfer),
  };
}

/** The page at this port of a shared worker, or the next page that connects. */
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

/** The window that embeds this one. It gets messages only if it has this origin. */
export function embedderOf(window: Window, parentOrigin: unknown): Parent {
  const { parent } = window;
  if (parent === window) {
    throw new CulvertError(
      'ERR_CULVERT_TRANSPORT',
      'parentTransport() found no parent: call it in a worker, or in a page that is embedded in an iframe.',
    );
  }
  const origin = parentOrigin === undefined ? embeddingOrigin(window) : parentOrigin;
  if (!isOrigin(origin)) {
    throw invalidArgument(
      `parentTransport() needs the origin of the page that embeds this one, not ${shown(origin)}: ` +
        "parentTransport({ parentOrigin: 'https://host.example' }).",
    );
  }
  return {
    sharesLocks: false,
    ...talkTo(window, (event) => event.source === parent && event.origin === origin),
    post: (message, transfer) =>
      parent.postMessage(isLoading(window) ? { ...message, loading: true } : message, origin, transfer),
  };
}

/**
 * True while `load` listeners have not run. `readyState` does not tell: it is `'complete'` before
 * they run, and they may connect.
 */
function isLoading({ performance }: Window): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.loadEventEnd === 0;
}

function embeddingOrigin({ location, document }: Window): string | undefined {
  const ancestor = location.ancestorOrigins?.[0];
  if (ancestor !== undefined) return ancestor;
  return URL.canParse(document.referrer) ? new URL(document.referrer).origin : undefined;
}

/** False for an opaque origin, `'null'`: it cannot be named as the target of a message. */
function isOrigin(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;
}

/** Only a text is shown: the text of another value could be long, or throw. */
function shown(origin: unknown): string {
  return typeof origin === 'string' ? `'${origin}'` : typeof origin;
}

/**
 * Offers a connection at once, and again when the other end asks because it may have missed the
 * first offer.
 */
function talkTo(
  target: AskedTarget,
  isFromPeer: (event: MessageEvent) => boolean = () => true,
): Pick<Parent, 'listen' | 'leave'> {
  let listener: AskListener | undefined;
  return {
    listen(wanted) {
      listener = { isFromPeer, wanted };
      stateOf(askListeners, target, listenForAsks).add(listener);
      wanted();
    },
    leave() {
      if (listener !== undefined) askListeners.get(target)?.delete(listener);
    },
  };
}

/** A transport that listens for ask messages of its peer. */
interface AskListener {
  readonly isFromPeer: (event: MessageEvent) => boolean;
  readonly wanted: () => void;
}

type AskedTarget = Pick<EventTarget, 'addEventListener'>;

const askListeners = new WeakMap<AskedTarget, Set<AskListener>>();

/** One listener for all transports of a target. It hides Culvert's messages from the user's listeners. */
function listenForAsks(target: AskedTarget): Set<AskListener> {
  const all = new Set<AskListener>();
  const onMessage = (event: Event): void => {
    const message = event as MessageEvent;
    if (!isAskMessage(message.data)) return;
    const addressed = [...all].filter(({ isFromPeer }) => isFromPeer(message));
    if (addressed.length > 0) message.stopImmediatePropagation();
    for (const { wanted } of addressed) wanted();
  };
  target.addEventListener('message', onMessage, { capture: true });
  return all;
}
