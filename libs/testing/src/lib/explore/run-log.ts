import type { Packet } from '@culvert/protocol';
import { drawDiagram, type DiagramEvent, type DiagramRow } from '../diagram/diagram.js';
import type { Choice } from './choice.js';
import type { Carried, Wire } from './link-end.js';
import type { Recorder } from './recorder.js';

const LONGEST_TEXT = 70;
/** The columns of a diagram that a person reads. A run that never ends has more. */
const MOST_COLUMNS = 120;

/** Keeps all that happens in a run, to compare it with another run and to draw it. */
export class RunLog implements Recorder {
  /** The names of the choices. */
  readonly names: string[] = [];
  /** The steps of the scenario that ran. */
  readonly steps: string[] = [];
  private readonly lines: string[] = [];
  private readonly rows = new Map<string, DiagramEvent[]>([['main', []]]);

  chosen(choice: Choice, carried: Carried | undefined): void {
    this.names.push(choice.name);
    this.lines.push(choice.name);
    if (choice.step !== undefined) this.steps.push(choice.name);
    this.add(rendererOf(choice.process.name), eventOf(choice, carried));
  }

  sent(wire: Wire, carried: Carried): void {
    this.lines.push(
      `${wire.name} ${carried.packets.map(({ message, body }) => JSON.stringify([message, body])).join()}`,
    );
    const renderer = rendererOf(wire.name.slice(0, -1));
    // The row of the renderer comes before those of its wires.
    this.rowOf(renderer);
    const near = rendererOf(wire.to.connection.near.process.name);
    const row = wire.name.endsWith('>') ? `${renderer} → ${near}` : `${near} → ${renderer}`;
    this.add(row, { text: textOf(carried) });
  }

  /** The whole run as text. Two runs of one schedule have the same. */
  get trace(): string {
    return this.lines.join('\n');
  }

  /** A row for each process and each direction of a wire. A column is a step. */
  draw(): string {
    const mark = this.names.length;
    const first = mark <= MOST_COLUMNS ? 0 : mark - MOST_COLUMNS;
    const rows: DiagramRow[] = [...this.rows].map(([name, events]) => ({
      name,
      events: events.filter(({ at }) => at >= first),
    }));
    const diagram = drawDiagram(rows, { mark });
    return first === 0 ? diagram : `${diagram}\n\nThe first ${first} steps are not drawn.`;
  }

  /** The number of marbles in the diagram. */
  get marbles(): number {
    return [...this.rows.values()].reduce((sum, { length }) => sum + length, 0);
  }

  private add(row: string, event: Omit<DiagramEvent, 'at'>): void {
    this.rowOf(row).push({ at: this.names.length, ...event });
  }

  private rowOf(name: string): DiagramEvent[] {
    let events = this.rows.get(name);
    if (events === undefined) this.rows.set(name, (events = []));
    return events;
  }
}

/** All documents of a renderer have one row. */
function rendererOf(name: string): string {
  return name.replace(/:\d+$/, '');
}

function eventOf(choice: Choice, carried: Carried | undefined): Omit<DiagramEvent, 'at'> {
  const { name, fault, process, step } = choice;
  if (step !== undefined) return { text: `${name}: ${step}` };
  if (fault !== undefined) return { text: `fault: ${name}`, symbol: '!' };
  if (carried !== undefined) return { text: textOf(carried) };
  if (choice.goesOn !== undefined) return { text: `${process.name} goes on after sendSync` };
  if (name.endsWith('+')) return { text: `accepts the connection of ${name.slice(0, -1)}`, symbol: '+' };
  return { text: `timer of ${process.name}`, symbol: 't' };
}

/** The content of a frame. The same text where it is sent and where it arrives gives both the same letter. */
function textOf({ packets }: Carried): string {
  if (packets.length === 0) return 'end of the connection';
  return shortened(packets.map(describePacket).join(' + '));
}

function describePacket({ message, body }: Packet): string {
  const channel = 'channel' in message ? ` '${message.channel}'` : '';
  const number = 'seq' in message ? ` #${message.seq}` : '';
  const failed = message.kind === 'reply' && !message.ok ? ' failed' : '';
  const input = 'input' in message && message.input === true ? ' of the input' : '';
  const to = 'to' in message && message.to !== undefined ? ` to ${message.to}` : '';
  const demand = message.kind === 'demand' ? ` ${message.items}` : '';
  const text = body.text === '' ? '' : ` ${body.text}`;
  return `${message.kind}${channel}${number}${failed}${input}${to}${demand}${text}`;
}

/** The source of a step, without the arrow. */
export function sourceOf(step: () => unknown): string {
  return shortened(
    Function.prototype.toString
      .call(step)
      .replace(/^\(\)\s*=>\s*/, '')
      .replaceAll(/\s+/g, ' '),
  );
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
