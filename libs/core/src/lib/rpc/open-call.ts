import {
  CulvertError,
  EMPTY_BODY,
  headersToSend,
  type Body,
  type Headers,
  type Limits,
} from '@culvert/protocol';
import { Observable } from 'rxjs';
import { oneValue } from './rpc-wire.js';
import { decodeFailure } from '../errors/decode-failure.js';
import { failLater, failSince } from './fail-later.js';
import { joinStacks } from '../errors/join-stacks.js';
import type { RpcTable } from './rpc-table.js';

/** The request that a caller sends to the other side. */
export interface CallRequest {
  readonly channel: string;
  readonly input: unknown;
  readonly headers: Headers;
}

/** Makes a call. It returns a cold Observable of the one answer. */
export function openCall(
  table: RpcTable,
  to: number | undefined,
  { channel, input, headers }: CallRequest,
  callSite: Error,
): Observable<unknown> {
  return new Observable((subscriber) => {
    const { wire } = table;
    let body: Body;
    let sentHeaders: ReturnType<typeof withHeaders>;
    const closedError = wire.closedError();
    if (closedError !== undefined) {
      const error = named(channel, closedError);
      failLater(wire.scheduler, subscriber, () => subscriber.error(error));
      return undefined;
    }
    try {
      body = wire.encode(channel, oneValue(input));
      sentHeaders = withHeaders(channel, headers, wire.limits);
    } catch (error) {
      subscriber.error(error);
      return undefined;
    }
    const openedAt = wire.scheduler.now();
    const call = table.open(to, (opened) => ({
      receive(message, answer) {
        if (message.kind !== 'reply') return;
        table.close(opened);
        const result = readAnswer(table, channel, message.ok, answer, callSite);
        if ('error' in result) subscriber.error(result.error);
        else {
          subscriber.next(result.value);
          subscriber.complete();
        }
      },
      end(error) {
        table.close(opened);
        failSince(openedAt, wire.scheduler, subscriber, () => subscriber.error(named(channel, error)));
      },
    }));
    call.open({ kind: 'call', channel, ...sentHeaders }, body);
    return () => {
      if (table.close(call)) call.post({ kind: 'cancel' }, EMPTY_BODY);
    };
  });
}

/** Reads a reply: the value of the handler, or the error that it threw. */
export function readAnswer(
  { wire }: RpcTable,
  channel: string,
  ok: boolean,
  body: Body,
  callSite: Error,
): { readonly value: unknown } | { readonly error: unknown } {
  try {
    const [value] = wire.codec.decode(body);
    return ok ? { value } : { error: joinStacks(value, channel, callSite) };
  } catch (cause) {
    return { error: decodeFailure(channel, 'the answer', cause) };
  }
}

/** A copy of an error that names the channel, because each caller gets an error of its own. */
export function named(channel: string, { code, message, cause }: CulvertError): CulvertError {
  const text = message.startsWith(`'${channel}'`) ? message : `'${channel}': ${message}`;
  return new CulvertError(code, text, cause === undefined ? undefined : { cause });
}

/** @throws TypeError, CulvertError for headers that main would refuse */
export function withHeaders(
  channel: string,
  headers: Headers,
  limits: Limits,
): { readonly headers?: Headers } | undefined {
  const sent = headersToSend(channel, headers, limits);
  return sent && { headers: sent };
}
