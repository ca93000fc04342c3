import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { invalidArgument } from '@culvert/protocol';

/** Why a request is refused, as an HTTP status and a text for debugging. */
export interface Refusal {
  /** The HTTP status, or the close code of a WebSocket. */
  readonly status: number;
  readonly reason: string;
  /** It tells the app what to change. The client does not get it. */
  readonly advice?: string | undefined;
}

/** Reports that a client was refused. The origin is `undefined` for a program. */
export type ReportRefusal = (origin: string | undefined, refusal: Refusal) => void;

export interface AccessRules {
  readonly token: string;
  /** Beside the server's own, as `normalOrigins` gives them. */
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

export function createAccess({ token, allowedOrigins, scheme, address, port }: AccessRules): Access {
  const isLoopback = LOOPBACK.test(address);
  const names = isLoopback ? LOOPBACK_NAMES : [hostOf(address)];
  const origins = new Set([
    ...names.map((name) => new URL(`${scheme}://${name}:${port}`).origin),
    ...allowedOrigins,
  ]);
  const expected = digest(token);
  return {
    checkOrigin({ headers }) {
      // A page of evil.example, with its name rebound to 127.0.0.1, still says Host: evil.example.
      if (isLoopback && !LOOPBACK_NAMES.includes(hostName(headers.host))) {
        return {
          status: 403,
          reason: 'this server is for the local machine, and not known by that Host',
          advice: 'A proxy in front of it sends the Host of this server: localhost and its port.',
        };
      }
      if (headers.origin !== undefined && !origins.has(headers.origin)) {
        return {
          status: 403,
          reason: `the origin ${headers.origin} is not allowed`,
          advice: adviceForOrigin(headers.origin),
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

/** Replaces the token in a text, so that no log shows it. A client can send the token in an Origin, plain or url-encoded. */
export function tokenHider(token: string): <T extends string | undefined>(text: T) => T {
  const forms = [token, encodeURIComponent(token)];
  return <T extends string | undefined>(text: T) =>
    forms.reduce((hidden, form) => hidden?.replaceAll(form, '[token]') as T, text);
}

/** An address as it stands in a url, which has no place for the zone of a link-local address. */
export function hostOf(address: string): string {
  return address.includes(':') ? `[${address.replace(/%.*/, '')}]` : address;
}

function hostName(host: string | undefined): string {
  return (host ?? '').replace(/:\d+$/, '').toLowerCase();
}

/**
 * Origins as browsers write them. A trailing slash in the options must not lock a page out.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for `'*'`, and for anything but an array of strings
 */
export function normalOrigins(origins: readonly string[]): string[] {
  if (!isArray(origins) || origins.some((origin) => typeof origin !== 'string'))
    throw invalidArgument(
      "serve: allowedOrigins must be an array of origins, such as ['http://localhost:5173'].",
    );
  return origins.map((origin) => {
    if (origin === '*')
      throw invalidArgument("allowedOrigins names each origin: '*' would let in every page.");
    const normal = URL.canParse(origin) ? new URL(origin).origin : 'null';
    // An app's own schemes, and 'null' itself, have no origin to normalise.
    return normal === 'null' ? origin : normal;
  });
}

/** Keeps the type of the items, which `Array.isArray` turns into `any`. */
function isArray(value: readonly string[]): boolean {
  return Array.isArray(value);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
