import { AT_ONCE, FAULTS, NOT_NOW, STEPS, TIMERS, type Choice } from './choice.js';
import type { LinkEnd, Wire } from './link-end.js';
import type { ExploredDocument, RendererSlot } from './renderer-slot.js';
import { sourceOf } from './run-log.js';
import type { FaultKind } from './scenario.js';
import type { Step, VirtualProcess } from './virtual-process.js';

/** The run, as its choices use it. */
export interface ChoiceHost {
  /** The time of the next timer of all processes, in ms. */
  readonly nextTimer: number;
  /** True if this end has its answer, and no other end goes on before it. */
  isNextToGoOn(end: LinkEnd): boolean;
  deliver(wire: Wire): void;
  fireTimer(process: VirtualProcess): void;
  runStep(step: Step): void;
  /** The place of a frame among all frames of the run. */
  nextOrder(): number;
  /** True if the exploration asks for this fault. */
  mayFault(fault: FaultKind): boolean;
  /** True if this run may have the fault once more. */
  hasLeft(fault: FaultKind): boolean;
  spend(fault: FaultKind): void;
  /** The bit of this fault in footprints. */
  bitOf(fault: FaultKind): number;
}

/** The choices that come with a document: its wires, steps, timers and its connection. */
export function documentChoices(world: ChoiceHost, document: ExploredDocument): Choice[] {
  const { connection, process, slot, name } = document;
  const { up, down, far, near } = connection;
  const choices: Choice[] = [
    delivery(world, up),
    delivery(world, down),
    {
      name: `${name}=`,
      process,
      bits: process.bit | down.bit,
      goesOn: far,
      rank: () => (world.isNextToGoOn(far) ? AT_ONCE : NOT_NOW),
      run: () => undefined,
    },
    {
      name: `${name}+`,
      process: near.process,
      bits: near.process.bit | up.bit | down.bit,
      rank: () => (slot.isNext(document) && !near.process.isBlocked ? document.requested : NOT_NOW),
      run: () => slot.accept(document),
    },
    ...processChoices(world, process),
  ];
  for (const wire of [up, down]) {
    choices.push(
      ...frameFault(world, wire, 'drop', () => void wire.frames.shift()),
      ...frameFault(world, wire, 'duplicate', () => {
        const first = wire.frames[0]!;
        wire.frames.splice(1, 0, { ...first, order: world.nextOrder() });
      }),
    );
  }
  return choices;
}

function delivery(world: ChoiceHost, wire: Wire): Choice {
  const { process } = wire.to;
  return {
    name: wire.name,
    process,
    bits: process.bit | wire.bit,
    wire,
    rank: () => {
      const [first] = wire.frames;
      return first === undefined || process.isBlocked || !wire.to.isHeard ? NOT_NOW : first.order;
    },
    run: () => world.deliver(wire),
  };
}

/** The steps and timers of a process. */
export function processChoices(world: ChoiceHost, process: VirtualProcess): Choice[] {
  const timer: Choice = {
    name: `${process.name}@`,
    process,
    bits: process.bit,
    rank: () => {
      const due = process.nextTimer;
      if (due === Infinity || process.isBlocked || due > world.nextTimer) return NOT_NOW;
      return TIMERS + process.bit;
    },
    run: () => world.fireTimer(process),
  };
  return [new StepChoice(world, process), timer];
}

/*
 * Classes, because an object literal with accessors gets a hidden class of its own in V8. That keeps the whole run until
 * the next full garbage collection.
 */

/** The next step of a process. */
class StepChoice implements Choice {
  readonly process: VirtualProcess;
  readonly bits: number;
  private readonly world: ChoiceHost;

  constructor(world: ChoiceHost, process: VirtualProcess) {
    this.world = world;
    this.process = process;
    this.bits = process.bit;
  }

  get name(): string {
    return this.process.steps[0]!.name;
  }

  get step(): string {
    return sourceOf(this.process.steps[0]!.run);
  }

  rank(): number {
    const { steps, isBlocked } = this.process;
    return steps.length === 0 || isBlocked ? NOT_NOW : STEPS + steps[0]!.order;
  }

  run(): void {
    this.world.runStep(this.process.steps.shift()!);
  }
}

interface FaultEffect {
  /** The parts of the run that it changes. */
  readonly bits: number;
  may(): boolean;
  happen(): void;
}

/** A fault of the present document of a renderer. */
class SlotFault implements Choice {
  readonly name: string;
  readonly fault: FaultKind;
  readonly bits: number;
  private readonly world: ChoiceHost;
  private readonly slot: RendererSlot;
  private readonly effect: FaultEffect;

  constructor(world: ChoiceHost, slot: RendererSlot, fault: FaultKind, effect: FaultEffect) {
    this.world = world;
    this.slot = slot;
    this.fault = fault;
    this.name = `${slot.name}!${fault}`;
    this.bits = effect.bits | world.bitOf(fault);
    this.effect = effect;
  }

  get process(): VirtualProcess {
    return this.slot.document.process;
  }

  rank(): number {
    return this.world.hasLeft(this.fault) && !this.process.isBlocked && this.effect.may() ? FAULTS : NOT_NOW;
  }

  run(): void {
    this.world.spend(this.fault);
    this.effect.happen();
  }
}

/** The faults of a renderer. */
export function slotFaults(world: ChoiceHost, slot: RendererSlot): Choice[] {
  const wires = slot.bits.up | slot.bits.down;
  const all = slot.bits.process | wires;
  const present = () => slot.document.connection;
  const faults = {
    cut: { bits: wires, may: () => !present().isOver, happen: () => present().cut() },
    crash: { bits: all, may: () => !present().far.isClosed, happen: () => slot.stop() },
    reload: { bits: all, may: () => slot.canReload && !present().isOver, happen: () => slot.reload() },
    reconnect: {
      bits: all,
      may: () => slot.canReload && present().far.isClosed,
      happen: () => slot.reload(),
    },
  };
  const kinds = ['cut', 'crash', 'reload', 'reconnect'] as const;
  return kinds
    .filter((kind) => world.mayFault(kind))
    .map((kind) => new SlotFault(world, slot, kind, faults[kind]));
}

function frameFault(world: ChoiceHost, wire: Wire, kind: 'drop' | 'duplicate', run: () => void): Choice[] {
  if (!world.mayFault(kind)) return [];
  const choice: Choice = {
    name: `${wire.name}!${kind}`,
    fault: kind,
    process: wire.to.process,
    bits: wire.bit | world.bitOf(kind),
    rank: () => (world.hasLeft(kind) && wire.frames[0]?.frame !== undefined ? FAULTS : NOT_NOW),
    run: () => {
      world.spend(kind);
      run();
    },
  };
  return [choice];
}
