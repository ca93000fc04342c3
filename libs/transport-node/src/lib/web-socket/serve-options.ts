import type { Server } from 'node:http';
import type { Main } from '@culvert/core';
import type { Observable } from 'rxjs';
import type { ServeLimits } from './serve-limits.js';

/** Receives a line about a refused client. */
export type WriteLine = (line: string) => void;

/** Options of `serve`. */
export interface ServeOptions extends ServeLimits {
  /** TCP port, an integer up to 65535; 0, the default, takes a free one. */
  readonly port?: number | undefined;
  /** Address to bind; `127.0.0.1` by default, so that only this machine can connect. */
  readonly host?: string | undefined;
  /** The secret that clients present; 192 random bits by default. */
  readonly token?: string | undefined;
  /**
   * Web origins with pages that may connect, as browsers send them: `['http://localhost:5173']`. Its own origins are
   * always allowed: the address and port that the server listens on. On a loopback address and on every interface
   * these are also `localhost`, `127.0.0.1` and `[::1]`. A page with another name of this machine must be listed.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * The app's own HTTP or HTTPS server, in place of a new one. It may start to listen later. Only requests for `/culvert` are taken from it.
   * The app sets its `port` and `host`, and `close` leaves it running. It serves one main at a time.
   */
  readonly server?: Server | undefined;
  /**
   * Gets a line for each refused client: its reason, and what to change. There are at most 10 lines a minute, and
   * none has the token. `false` writes none. Default: `console.warn`. If the function throws, or its promise rejects,
   * main warns once and goes on.
   */
  readonly log?: WriteLine | false | undefined;
}

/** A client that `serve` refused, and the reason. `[token]` stands for the token if the client has sent it in another place. */
export interface RefusedRequest {
  /** The HTTP status of the answer, 401 and 403 among others, or the close code of a WebSocket. */
  readonly status: number;
  /** The reason in words. */
  readonly reason: string;
  /** It tells the app what to change, if anything. */
  readonly advice?: string | undefined;
  /** The origin of the page, as its browser stated it; `undefined` for a program. */
  readonly origin: string | undefined;
}

/** The running server of `serve`. */
export interface CulvertServer {
  /** `ws://127.0.0.1:PORT/culvert`, without the token. */
  readonly url: string;
  /** The TCP port. */
  readonly port: number;
  /** The secret that clients present. Hand it only to clients that may connect. */
  readonly token: string;
  /**
   * Every refused client. The reason is a wrong token, origin or Host, or the key of another client or of an ended
   * session. It can also be a limit, or a refusal by main, for another codec say. `inspect$` of main shows only the
   * last of these. Completes with `close`.
   */
  readonly refused$: Observable<RefusedRequest>;
  /** Ends all connections, and the server unless it is the app's own. An app may call it twice. */
  close(): Promise<void>;
}

/** The part of main that `serve` uses. */
export type ServingMain = Pick<Main, 'connect' | 'limits'>;
