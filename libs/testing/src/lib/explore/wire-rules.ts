import { isForConsumer, type Packet, type RpcMessage } from '@culvert/protocol';
import type { Carried, Connection, Wire } from './link-end.js';
import type { RunFailure } from './run-failure.js';

/** A call or stream at one end of a connection. */
interface Open {
  readonly channel: string;
  /** Streams have no answer, but an end. */
  readonly isStream: boolean;
  isAnswered: boolean;
  /** The renderer does not wait for it. */
  isCancelled: boolean;
  /** Items that the producer may have sent so far, as it knows, and those that it has sent. */
  granted: number;
  sent: number;
  /** The same for the items of an input. */
  inputGranted: number;
  inputSent: number;
  /** For a call that another renderer serves: the body of its answer. */
  expected?: { text: string | undefined };
}

/** The requests that one connection has carried. */
class Ledger {
  id = 0;
  /** Requests of the renderer, by its numbers. */
  readonly asked = new Map<number, Open>();
  /** Requests that the renderer serves, by main's numbers. */
  readonly served = new Map<number, Open>();
}

interface Passing {
  readonly from: number;
  readonly to: number;
  readonly channel: string;
  readonly text: string;
  readonly open?: Open | undefined;
}

/**
 * The rules of the wire that hold for every program, whichever its faults. They look at frames only, and know nothing of
 * the router.
 */
export class WireRules {
  private readonly ledgers = new Map<Connection, Ledger>();
  /** Messages from one renderer to another that main has got. */
  private readonly messages: Passing[] = [];
  /** The same for calls. */
  private readonly calls: Passing[] = [];
  private readonly fail: (failure: RunFailure) => void;

  constructor(fail: (failure: RunFailure) => void) {
    this.fail = fail;
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
      else rendererGot(ledger, packet);
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

  private ledgerOf({ to: { connection } }: Wire): Ledger {
    let ledger = this.ledgers.get(connection);
    if (ledger === undefined) this.ledgers.set(connection, (ledger = new Ledger()));
    return ledger;
  }

  private rendererSent({ asked, served }: Ledger, { message }: Packet): void {
    const { kind } = message;
    if (kind === 'call' || kind === 'stream' || kind === 'sync' || kind === 'port')
      asked.set(message.seq, opened(message.channel, kind === 'stream'));
    else if (kind === 'cancel') cancel(message.input === true ? undefined : asked.get(message.seq));
    else if (kind === 'items') this.items(message.input === true ? asked : served, message);
    else if (kind === 'reply' && isForConsumer(message)) this.answer(served, message, 'the renderer');
  }

  private mainSent(ledger: Ledger, { message, body }: Packet): void {
    const { id, asked, served } = ledger;
    const { kind } = message;
    if (kind === 'welcome') ledger.id = message.id;
    else if (kind === 'items') this.items(message.input === true ? served : asked, message);
    else if (kind === 'deliver') this.passMessage(message.senderId, id, message.channel, body.text);
    else if (kind === 'serveStream') served.set(message.seq, opened(message.channel, true));
    else if (kind === 'reply' && isForConsumer(message)) this.mainAnswers(ledger, message, body.text);
    else if (kind === 'serveCall') {
      const open = opened(message.channel, false);
      served.set(message.seq, open);
      this.passCall(message.sender.id, id, message.channel, body.text, open);
    }
  }

  private mainGot({ id, asked, served }: Ledger, { message, body }: Packet): void {
    const { kind } = message;
    const { text } = body;
    if (kind === 'sendTo') {
      this.messages.push({ from: id, to: message.to, channel: message.channel, text });
    } else if (kind === 'call' && message.to !== undefined) {
      const { to, channel, seq } = message;
      this.calls.push({ from: id, to, channel, text, open: asked.get(seq) });
    } else if (kind === 'stream') {
      grant(asked.get(message.seq), message.items);
    } else if (kind === 'demand') {
      if (message.input === true) grantInput(served.get(message.seq), message.items);
      else grant(asked.get(message.seq), message.items);
    } else if (kind === 'reply' && isForConsumer(message)) {
      const expected = served.get(message.seq)?.expected;
      if (expected !== undefined) expected.text = text;
    }
  }

  /** Exactly one answer, to a request of this connection. */
  private answer(open: ReadonlyMap<number, Open>, { seq }: RpcMessage, who: string): Open | undefined {
    const request = open.get(seq);
    if (request === undefined)
      this.broken('one answer', `${who} has answered ${seq}, which nothing has asked`);
    else if (request.isAnswered)
      this.broken('one answer', `${who} has answered '${request.channel}' (${seq}) twice`);
    else request.isAnswered = true;
    return request;
  }

  /** Main sends the answer of a renderer to its caller, with the same body. Another body belongs to another call. */
  private mainAnswers(
    { asked }: Ledger,
    message: RpcMessage & { readonly kind: 'reply' },
    text: string,
  ): void {
    const request = this.answer(asked, message, 'main');
    if (request?.expected === undefined || !message.ok || request.expected.text === text) return;
    const { channel } = request;
    this.broken(
      'own answer',
      `main has answered '${channel}' (${message.seq}) with the answer of another call`,
    );
  }

  /** The producer sends at most the items that its consumer has asked for. */
  private items(open: ReadonlyMap<number, Open>, message: RpcMessage & { readonly kind: 'items' }): void {
    const request = open.get(message.seq);
    if (request === undefined) return;
    const { length } = message.sizes;
    const isInput = message.input === true;
    const sent = isInput ? (request.inputSent += length) : (request.sent += length);
    const granted = isInput ? request.inputGranted : request.granted;
    if (sent <= granted) return;
    this.broken(
      'demand',
      `'${request.channel}' (${message.seq}) has ${sent} items for a demand of ${granted}`,
    );
  }

  /** Messages from one renderer to another keep their order. Main may drop some. */
  private passMessage(from: number, to: number, channel: string, text: string): void {
    if (!this.knows(from)) return;
    const place = this.messages.findIndex(
      (passing) =>
        passing.from === from && passing.to === to && passing.channel === channel && passing.text === text,
    );
    if (place < 0) {
      const what = `main has passed '${channel}' from ${from} to ${to} ${text}`;
      this.broken('order', `${what} late, twice or without a sender`);
      return;
    }
    // Main has dropped the earlier ones of this pair, so they must not come later.
    for (let index = place; index >= 0; index--) {
      const passing = this.messages[index]!;
      if (passing.from === from && passing.to === to) this.messages.splice(index, 1);
    }
  }

  private passCall(from: number, to: number, channel: string, text: string, served: Open): void {
    const place = this.calls.findIndex(
      (call) => call.from === from && call.to === to && call.channel === channel && call.text === text,
    );
    const [call] = place < 0 ? [] : this.calls.splice(place, 1);
    if (call?.open !== undefined) served.expected = call.open.expected = { text: undefined };
  }

  /** Guests travel inside the frames of their window, so their ids are not known here. */
  private knows(id: number): boolean {
    for (const ledger of this.ledgers.values()) if (ledger.id === id && id !== 0) return true;
    return false;
  }

  private broken(check: string, text: string): void {
    this.fail({ check, text });
  }
}

function rendererGot({ asked, served }: Ledger, { message }: Packet): void {
  if (message.kind === 'serveStream') grant(served.get(message.seq), message.items);
  else if (message.kind === 'demand') {
    if (message.input === true) grantInput(asked.get(message.seq), message.items);
    else grant(served.get(message.seq), message.items);
  }
}

function opened(channel: string, isStream: boolean): Open {
  const state = { isAnswered: false, isCancelled: false };
  return { channel, isStream, ...state, granted: 0, sent: 0, inputGranted: 0, inputSent: 0 };
}

function cancel(request: Open | undefined): void {
  if (request !== undefined) request.isCancelled = true;
}

function grant(open: Open | undefined, items: number): void {
  if (open !== undefined) open.granted += items;
}

function grantInput(open: Open | undefined, items: number): void {
  if (open !== undefined) open.inputGranted += items;
}
