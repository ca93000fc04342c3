import {
  CulvertError,
  EMPTY_BODY,
  frameToBody,
  isForConsumer,
  unpackFrame,
  type Frame,
  type Limits,
  type Packet,
  type RendererMessage,
} from '@culvert/protocol';
import type { RouterState } from '@culvert/router';
import type { VerifiedSender } from '../emitters/ipc-types.js';
import { closePorts } from '../transport/message-port.js';
import { refusalOf, requestIn, type Refusal } from './admission.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import type { EventLoop } from './event-loop.js';
import { denial, type Policy, type PolicyHost } from './policy.js';

export interface IntakeSettings {
  readonly loop: EventLoop;
  readonly connections: Connections;
  readonly limits: Limits;
  readonly policy: Policy | undefined;
  /** Ends the connection of a peer that sent too many bad frames. */
  readonly disconnect: (connection: Connection) => void;
}

/**
 * The start of main's pipeline: unpacks a frame of a peer, checks each message, asks the policy, and dispatches an
 * event. Code behind it trusts the types of messages.
 */
export class Intake implements PolicyHost {
  private readonly settings: IntakeSettings;

  constructor(settings: IntakeSettings) {
    this.settings = settings;
  }

  get routerState(): RouterState {
    return this.settings.loop.state;
  }

  senderOf(id: number): VerifiedSender | undefined {
    return this.settings.connections.senderOf(id);
  }

  /** Reads one frame. Main counts a frame that it cannot unpack, and closes its ports. */
  receiveFrame(connection: Connection, frame: Frame): void {
    let packets: Packet<RendererMessage>[];
    try {
      const { encoding } = connection.transport;
      packets = unpackFrame<RendererMessage>(frame, encoding, connection.frameBudget());
    } catch (error) {
      closePorts(frameToBody(frame));
      this.countBadFrame(connection, isOverLimit(error) ? 'over-limit' : 'malformed');
      return;
    }
    this.settings.loop.read(connection, packets);
  }

  /** Turns one packet into an event for the router. */
  receive(connection: Connection, packet: Packet<RendererMessage>): void {
    const { limits, policy, loop } = this.settings;
    const refusal = refusalOf(packet, limits);
    if (refusal !== undefined) {
      this.refuse(connection, packet, refusal);
      return;
    }
    const { message, body } = packet;
    const from = connection.address;
    const denied = policy && denial(policy, this, from, message);
    loop.dispatch({ type: 'receive', from, message, body, ...denied });
  }

  /** Counts a bad frame, and disconnects a peer that keeps sending them. */
  countBadFrame(connection: Connection, reason: 'malformed' | 'over-limit', message = 'frame'): void {
    const { loop, limits, disconnect } = this.settings;
    loop.drop({ reason, message, from: connection.address.id });
    if (++connection.badFrames > limits.badFrames) disconnect(connection);
  }

  /** Answers a refused request. If the refused message is part of a stream, ends the stream with an error. */
  private refuse(
    connection: Connection,
    { message, body }: Packet<RendererMessage>,
    { reason, failure }: Refusal,
  ): void {
    const { loop } = this.settings;
    const { address } = connection;
    closePorts(body);
    const request = requestIn(message);
    const isPart = reason === 'over-limit' && (message.kind === 'items' || message.kind === 'reply');
    if (reason === 'over-limit' && (request !== undefined || isPart)) {
      // An honest peer with other limits may send this, so it is not a bad frame.
      const channel = 'channel' in message && { channel: message.channel };
      loop.drop({ reason, message: message.kind, from: address.id, ...channel });
    } else this.countBadFrame(connection, reason, reason === 'malformed' ? 'frame' : message.kind);
    if (request !== undefined) loop.dispatch({ type: 'refuseRequest', from: address, ...request, failure });
    else if (message.kind === 'openGuest' && Number.isSafeInteger(message.link))
      connection.insist({ message: { kind: 'guestClosed', link: message.link }, body: EMPTY_BODY });
    else if (isPart) {
      const side = isForConsumer(message) ? 'server' : 'opener';
      loop.dispatch({ type: 'breakOff', at: address, seq: message.seq, side, failure });
    }
  }
}

function isOverLimit(error: unknown): boolean {
  const { cause } = error as Error;
  return cause instanceof CulvertError && cause.code === 'ERR_CULVERT_MESSAGE_TOO_LARGE';
}
