import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket, type ClientOptions } from 'ws';

/** A session key as a client would choose it. */
export const SESSION = '0123456789abcdef0123456789abcdef';

/** The headers and query of a raw request; `undefined` leaves one out. */
export interface RawOptions {
  readonly port: number;
  readonly token?: string | undefined;
  readonly session?: string | undefined;
  readonly headers?: OutgoingHttpHeaders;
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

/** The path of a lane, with the query that names token and session. */
export function pathWith(path: string, { token, session = SESSION }: RawOptions): string {
  const query = new URLSearchParams({ session });
  if (token !== undefined) query.set('token', token);
  return `${path}?${query.toString()}`;
}

/** The body of a POST, valid or not. */
interface RawSyncBody {
  readonly from?: unknown;
  readonly frames?: readonly unknown[];
  readonly request?: string;
}

function packed({ from, frames = [], request = '' }: RawSyncBody): string {
  const lengths = frames.map((frame) => (typeof frame === 'string' ? frame.length : frame));
  return `${JSON.stringify([from, lengths])}\n${frames.join('')}${request}`;
}

/** A POST to the sync endpoint that is sent completely. */
export function openPost(body: string | RawSyncBody, options: RawOptions, method = 'POST'): ClientRequest {
  const { port, headers } = options;
  const path = pathWith('/culvert/sync', options);
  const post = request({ host: '127.0.0.1', port, path, method, headers: { ...headers }, agent: false });
  return post.end(typeof body === 'string' ? body : packed(body));
}

export async function answerOf(post: ClientRequest): Promise<RawAnswer> {
  const [response] = (await once(post, 'response')) as [IncomingMessage];
  return { status: response.statusCode!, text: await text(response), headers: response.headers };
}

export async function rawPost(
  body: string | RawSyncBody,
  options: RawOptions,
  method = 'POST',
): Promise<RawAnswer> {
  return answerOf(openPost(body, options, method));
}

/** A raw WebSocket, not open yet. */
export function rawSocket(options: RawOptions, how: ClientOptions = {}): WebSocket {
  const { port, headers } = options;
  return new WebSocket(`ws://127.0.0.1:${port}${pathWith('/culvert', options)}`, {
    ...how,
    headers: headers as never,
  });
}

export async function openSocket(options: RawOptions, how?: ClientOptions): Promise<WebSocket> {
  const socket = rawSocket(options, how);
  await once(socket, 'open');
  return socket;
}

/** The HTTP status with which an upgrade is refused. */
export async function refusedWith(socket: WebSocket): Promise<number> {
  const [upgrade, response] = (await once(socket, 'unexpected-response')) as [ClientRequest, IncomingMessage];
  upgrade.destroy();
  return response.statusCode!;
}
