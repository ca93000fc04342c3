import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HideToken } from './token-hider.js';

/** Why a request is refused, as an HTTP status and a text for debugging. */
export interface Refusal {
  /** The HTTP status, or the close code of a WebSocket. */
  readonly status: number;
  /** In words, without a full stop. It never has the token. */
  readonly reason: string;
  /** It tells the app what to change. The client does not get it. */
  readonly advice?: string | undefined;
}

/** Reports that a client was refused. The origin is `undefined` for a program. */
export type ReportRefusal = (origin: string | undefined, refusal: Refusal) => void;

export interface AccessRules {
  readonly token: string;
  readonly hide: HideToken;
  /** Beside the server's own. */
  readonly allowedOrigins: readonly string[];
  readonly scheme: 'http' | 'https';
  /** The address and port that the server is bound to. */
  readonly address: string;
  readonly port: number;
}

/** Decides about a request from its head, before any frame is read. */
export interface Access {
  /**
   * Checks that this Host and Origin may send requests. Programs send no Origin. Browsers always send it, and
   * pages cannot forge it.
   */
  checkOrigin(request: IncomingMessage): Refusal | undefined;
  checkToken(token: string | null): Refusal | undefined;
}

/** For a client that has sent too large a message. */
export const ADVICE_FOR_SIZE =
  "For larger messages, raise limits.messageBytes of createMain, or serve's maxPayloadBytes if you set it.";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** The addresses of a server on every interface. Node's default is the second one. */
const EVERY_INTERFACE = ['0.0.0.0', '::'];

export function createAccess(rules: AccessRules): Access {
  const { token, hide, allowedOrigins, scheme, address, port } = rules;
  const isLoopback = LOOPBACK.test(address);
  const isLocal = isLoopback || EVERY_INTERFACE.includes(address);
  // No other names, even if they lead here: a stranger can give this address to a name of the stranger's own.
  const names = [hostOf(address), ...(isLocal ? LOOPBACK_NAMES : [])].map(
    (name) => new URL(`${scheme}://${name}`).hostname,
  );
  const origins = new Set([
    ...names.map((name) => new URL(`${scheme}://${name}:${port}`).origin),
    ...allowedOrigins,
  ]);
  const expected = digest(token);
  return {
    checkOrigin({ headers }) {
      // A page of evil.example, with its name rebound to 127.0.0.1, still says Host: evil.example.
      if (isLoopback && !names.includes(hostName(headers.host))) {
        return {
          status: 403,
          reason: 'this server is for the local machine, and not known by that Host',
          advice: 'A proxy in front of it sends the Host of this server: localhost and its port.',
        };
      }
      if (headers.origin !== undefined && !origins.has(headers.origin)) {
        const origin = hide(headers.origin);
        return {
          status: 403,
          reason: `the origin ${origin} is not allowed`,
          advice: adviceForOrigin(origin),
        };
      }
      return undefined;
    },
    checkToken(given) {
      // Digests have equal lengths, so that the comparison takes the same time for every token.
      if (given !== null && timingSafeEqual(digest(given), expected)) return undefined;
      return {
        status: 401,
        reason: given === null ? 'the token is missing' : 'the token is wrong',
        advice: 'Give the client the token that serve returned: webSocketTransport(url, { token }).',
      };
    },
  };
}

function adviceForOrigin(origin: string): string {
  if (origin === 'null') return 'A page from a file, or in a sandbox, has no origin. Load it from a server.';
  // Anyone can send an Origin. A developer who copies the code below must not copy code of a stranger.
  const isPlain = URL.canParse(origin) && new URL(origin).origin === origin && !origin.includes("'");
  return isPlain
    ? `If it is yours, allow it: serve(main, { allowedOrigins: ['${origin}'] }).`
    : 'If it is yours, add it to allowedOrigins of serve.';
}

/** An address as it stands in a url, which has no place for the zone of a link-local address. */
export function hostOf(address: string): string {
  return address.includes(':') ? `[${address.replace(/%.*/, '')}]` : address;
}

function hostName(host: string | undefined): string {
  return (host ?? '').replace(/:\d+$/, '').toLowerCase();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
