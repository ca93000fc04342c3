import { isForConsumer, type Packet, type RpcMessage } from '@culvert/protocol';
import { CallRules } from './call-rules.js';
import { greets, refusesBadStart } from './handshake-rules.js';
import { Ledger } from './ledger.js';
import type { Carried, Connection, Wire } from './link-end.js';
import { HOST, PassingMessages } from './passing-messages.js';
import type { RunFailure } from './run-failure.js';

/**
 * The rules of the wire that hold for every program, whichever its faults. They look at frames only, and know nothing of
 * the router.
 */
export class WireRules {
  private readonly ledgers = new Map<Connection, Ledger>();
  private readonly messages: PassingMessages;
  private readonly calls: CallRules;
  private readonly holds: (connection: Connection, seq: number) => boolean;
  private readonly broken: (check: string, text: string) => void;

  /** @param holds tells if the renderer of this connection waits for the end of its call with this number */
  constructor(
    fail: (failure: RunFailure) => void,
    holds: (connection: Connection, seq: number) => boolean = () => true,
  ) {
    this.holds = holds;
    this.broken = brokenBy(fail);
    this.messages = new PassingMessages(this.ledgers, this.broken);
    this.calls = new CallRules(this.broken);
  }

  /** A process has sent this frame. */
  sent(wire: Wire, { packets }: Carried): void {
    if (packets.length === 0) return;
    const ledger = this.ledgerOf(wire);
    const isUp = wire === wire.to.connection.up;
    for (const packet of packets) {
      if (isUp) this.rendererSent(ledger, packet);
      else this.mainSent(ledger, packet);
    }
  }

  /** A process has got this frame. */
  delivered(wire: Wire, { packets }: Carried): void {
    if (packets.length === 0) return;
    const ledger = this.ledgerOf(wire);
    const isUp = wire === wire.to.connection.up;
    for (const packet of packets) {
      if (isUp) this.mainGot(ledger, packet);
      else this.rendererGot(ledger, packet);
    }
  }

  /** Requests on open connections that wait for their answer. */
  unanswered(): string[] {
    const waiting: string[] = [];
    for (const [{ isOver }, { asked, id }] of this.ledgers) {
      if (isOver) continue;
      for (const [seq, { channel, isStream, isAnswered, isCancelled }] of asked)
        if (!isStream && !isAnswered && !isCancelled) waiting.push(`'${channel}' (${seq}) of ${id}`);
    }
    return waiting;
  }

  /** Messages of renderers that main has got, and not passed on to a renderer that is still there. */
  undelivered(): string[] {
    return this.messages.undelivered();
  }

  /** For a run at rest: the same for messages within calls. */
  checkRest(): void {
    for (const { asked, served } of this.ledgers.values()) this.calls.checkRest(asked, served);
  }

  private ledgerOf({ to: { connection } }: Wire): Ledger {
    let ledger = this.ledgers.get(connection);
    if (ledger === undefined) this.ledgers.set(connection, (ledger = new Ledger(connection)));
    return ledger;
  }

  private rendererSent(ledger: Ledger, { message }: Packet): void {
    const { kind } = message;
    if (kind === 'call' || kind === 'stream' || kind === 'sync' || kind === 'port')
      this.calls.ask(ledger, message);
    else if (isRpc(message)) {
      const { asked, served } = ledger;
      this.calls.send(isForConsumer(message) ? served : asked, message, 'the renderer');
    }
  }

  private mainSent(ledger: Ledger, { message, body }: Packet): void {
    const { asked, served } = ledger;
    const { kind } = message;
    const fault = refusesBadStart(ledger, message) ?? greets(ledger, message, this.ledgers.values());
    if (fault !== undefined) this.broken('handshake', fault);
    if (kind === 'deliver') this.messages.passed(message.senderId, ledger, message.channel, body.text);
    else if (kind === 'deliverToHost')
      this.messages.passed(message.guestId, ledger, message.channel, body.text);
    else if (kind === 'serveCall' || kind === 'serveStream') this.calls.serve(ledger, message, body.text);
    else if (isRpc(message)) {
      const open = isForConsumer(message) ? asked : served;
      this.calls.send(open, message, 'main');
      this.calls.relayed(open.get(message.seq), message, body.text);
    }
  }

  private mainGot(ledger: Ledger, { message, body }: Packet): void {
    const { id, asked, served } = ledger;
    const { kind } = message;
    const { text } = body;
    if (kind === 'hello') ledger.hasHello = true;
    else if (kind === 'sendTo') this.messages.got(ledger, message.to, message.channel, text);
    else if (kind === 'sendToHost') this.messages.got(ledger, HOST, message.channel, text);
    else if (kind === 'call' || kind === 'stream') this.calls.mainGotRequest(id, asked, message, text);
    else if (isRpc(message)) {
      const open = (isForConsumer(message) ? served : asked).get(message.seq);
      this.calls.receive(open, message);
      this.calls.mainGot(open, message, text);
    }
  }

  private rendererGot({ connection, asked, served }: Ledger, { message }: Packet): void {
    if (message.kind === 'serveStream') this.calls.grant(served.get(message.seq), message.items);
    if (!isRpc(message)) return;
    const { kind, seq } = message;
    const open = (isForConsumer(message) ? asked : served).get(seq);
    this.calls.receive(open, message);
    // A caller that leaves its call before the answer says so.
    if (kind !== 'reply' || !isForConsumer(message) || open === undefined) return;
    if (open.isCancelled || open.isEnded) return;
    open.isEnded = true;
    if (!this.holds(connection, seq))
      this.broken('cancel', `the renderer has left '${open.channel}' (${seq}) without a cancel`);
  }
}

function isRpc(message: Packet['message']): message is RpcMessage {
  const { kind } = message;
  return kind === 'items' || kind === 'demand' || kind === 'reply' || kind === 'cancel';
}

/** Makes the function out of the constructor: V8 keeps one that a constructor assigns, and the whole run with it. */
function brokenBy(fail: (failure: RunFailure) => void): (check: string, text: string) => void {
  return (check, text) => fail({ check, text });
}
