import type { Address, Body, Call, Send, SyncRequest } from '@culvert/protocol';
import { decodeFailure, isUnknownHere } from '../../errors/decode-failure.js';
import { closePorts } from '../../transport/message-port.js';
import { decodeArguments } from '../../wire/arguments.js';
import type { Connections } from '../connections.js';
import type { EventLoop } from '../event-loop.js';
import type { Intake } from '../intake.js';
import type { MainEncoder } from '../main-encoder.js';

export interface Decoding {
  readonly encoder: MainEncoder;
  readonly connections: Connections;
  readonly intake: Intake;
  readonly loop: EventLoop;
}

/** Undefined if the arguments cannot be decoded. A request is then answered with an error. */
export function decodeMessage(
  { encoder, connections, intake, loop }: Decoding,
  from: Address,
  message: Send | SyncRequest | Call,
  body: Body,
): unknown[] | undefined {
  try {
    return decodeArguments(encoder.codec, body);
  } catch (error) {
    closePorts(body);
    const { kind, channel } = message;
    const connection = connections.at(from);
    if (isUnknownHere(error)) loop.drop({ reason: 'malformed', message: kind, channel, from: from.id });
    else if (connection !== undefined) intake.countBadFrame(connection, 'malformed', kind);
    if (kind !== 'send') {
      const { code, message: reason } = decodeFailure(channel, 'the arguments', error);
      const failure = { code, reason: kind === 'sync' ? `sendSync ${reason}` : reason };
      loop.dispatch({ type: 'fail', to: from, seq: message.seq, failure });
    }
    return undefined;
  }
}
