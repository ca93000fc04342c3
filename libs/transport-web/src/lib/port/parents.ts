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
    post: (message, transfer) =>
      parent.postMessage(isLoading(window) ? { ...message, loading: true } : message, origin, transfer),
  };
}

/** `readyState` does not tell: it is complete before listeners of `load` are called, who may connect. */
function isLoading({ performance }: Window): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.loadEventEnd === 0;
}

function embeddingOrigin({ location, document }: Window): string | undefined {
  const ancestor = location.ancestorOrigins?.[0];
  if (ancestor !== undefined) return ancestor;
  return URL.canParse(document.referrer) ? new URL(document.referrer).origin : undefined;
}

/** An opaque origin, `'null'`, cannot be named as the target of a message. */
function isOrigin(value: string | undefined): value is string {
  return value !== undefined && URL.canParse(value) && new URL(value).origin === value;
}

/** The other end is wanted at once, and asks again where it may have missed that. */
function talkTo(
  target: AskedTarget,
  isFromPeer: (event: MessageEvent) => boolean = () => true,
): Pick<Parent, 'listen' | 'leave'> {
  let asked: Asked | undefined;
  return {
    listen(wanted) {
      asked = { isFromPeer, wanted };
      askedOn(target).add(asked);
      wanted();
    },
    leave() {
      if (asked !== undefined) target[ASKED]?.delete(asked);
    },
  };
}

/** Who wants to hear of asks from this end. */
interface Asked {
  readonly isFromPeer: (event: MessageEvent) => boolean;
  readonly wanted: () => void;
}

type AskedTarget = Pick<EventTarget, 'addEventListener'> & { [ASKED]?: Set<Asked> };

const ASKED = Symbol('@culvert/transport-web: connections to the other end of this');

/** One listener for all, kept where the messages come in: so it can keep them from the user's own listeners. */
function askedOn(target: AskedTarget): Set<Asked> {
  if (target[ASKED] !== undefined) return target[ASKED];
  const all = (target[ASKED] = new Set<Asked>());
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
