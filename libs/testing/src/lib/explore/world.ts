import { createMain, type Codec, type Main, type Renderer } from '@culvert/core';
import { openCallsOf, openRenderers } from '@culvert/core/internal';
import { invalidArgument, type Frame, type Packet } from '@culvert/protocol';
import { checkFunction } from '../options.js';
import { disagreement } from './agreement.js';
import type { Choice } from './choice.js';
import { documentChoices, processChoices, slotFaults, type ChoiceHost } from './choices.js';
import { checkLink, guestOptions, linkOptions } from './explore-options.js';
import { Bits, CLOCK, type Footprint } from './footprint.js';
import type { Carried, LinkEnd, Wire } from './link-end.js';
import type { Invariant } from './invariant.js';
import { invariantsOf } from './invariants.js';
import { guarded, RendererSlot, type ExploredDocument, type SlotHost } from './renderer-slot.js';
import type { Recorder } from './recorder.js';
import { describeError, type RunFailure } from './run-failure.js';
import type { Sandbox } from './sandbox.js';
import type {
  ExploredGuestOptions,
  ExploredLink,
  ExploredLinkOptions,
  ExploredMainOptions,
  ExploreHelpers,
  FaultKind,
  Faults,
  Scenario,
} from './scenario.js';
import type { UnpackedFrames } from './unpacked-frames.js';
import { VirtualProcess, type Step } from './virtual-process.js';
import { WireRules } from './wire-rules.js';

/** The settings of one run. */
export interface RunSettings {
  readonly main: ExploredMainOptions;
  readonly faults: Faults;
  /** The most steps of the run. */
  readonly steps: number;
  /** The names of steps that the run leaves out. */
  readonly omitted: ReadonlySet<string>;
  readonly sandbox: Sandbox;
  readonly packets: UnpackedFrames;
  readonly recorder?: Recorder | undefined;
}

/** Decides what happens next. */
export interface Runner {
  /** Runs steps until the run is over, or a blocked end can go on. */
  runSteps(): void;
}

/** The processes, wires and the virtual time of one run. */
export class World implements ChoiceHost, SlotHost {
  readonly bits = new Bits();
  readonly mainProcess: VirtualProcess;
  readonly main: Main;
  readonly codec: Codec | undefined;
  readonly sandbox: Sandbox;
  readonly processes: VirtualProcess[] = [];
  /** All that may ever happen, by the renderers that exist so far. */
  readonly choices: Choice[];
  readonly always: Invariant[] = [];
  readonly atRest: Invariant[] = [];
  now = 0;
  failure: RunFailure | undefined;
  /** The process that runs now. RxJS's own schedulers are those of this process. */
  current: VirtualProcess;
  isOver = false;
  /** A handshake before the first step is in no diagram. */
  isSettingUp = false;
  /** The scenario sets up its processes, before the first step. */
  private isStarting = true;
  private readonly runner: Runner;
  private readonly settings: RunSettings;
  readonly documents: ExploredDocument[] = [];
  private readonly onDocument: ((document: ExploredDocument) => void)[] = [];
  private readonly slots: RendererSlot[] = [];
  private readonly owners = new Map<object, VirtualProcess>();
  private readonly budget: { [Kind in FaultKind]?: number | undefined };
  private readonly faultBits: { [Kind in FaultKind]?: number } = {};
  private readonly rules = new WireRules(
    (failure) => this.fail(failure),
    (connection, seq) => {
      const document = this.documents.find((other) => other.connection === connection);
      return document === undefined || openCallsOf(document.renderer).opened.includes(seq);
    },
  );
  private readonly touched = { reads: 0, writes: 0 };
  /** Ends that wait for the answer of a sync request. The last one goes on first, because they share one stack. */
  private readonly blocked: LinkEnd[] = [];
  private order = 0;
  private stepsGiven = 0;
  private isDisposed = false;

  constructor(scenario: Scenario, settings: RunSettings, runner: Runner) {
    const { main: options, sandbox } = settings;
    this.settings = settings;
    this.runner = runner;
    this.sandbox = sandbox;
    this.codec = options.codec;
    this.budget = { ...settings.faults };
    this.mainProcess = this.createProcess('main', this.bits.next());
    this.current = this.mainProcess;
    sandbox.enter(this);
    const codec = guarded(this, this.mainProcess, options.codec);
    this.main = createMain(Object.assign({ scheduler: this.mainProcess }, options, { codec }));
    sandbox.handleClose(this.main);
    this.owners.set(this.main, this.mainProcess);
    this.choices = processChoices(this, this.mainProcess);
    sandbox.refuse(scenario(helpersOf(this, this.rules)), 'The scenario');
    this.runTasks();
    this.isStarting = false;
  }

  /** The parts that the present step has used. */
  get footprint(): Footprint {
    return this.touched;
  }

  /** At rest, all ends agree, in every program. */
  checkRest(): void {
    this.rules.checkRest();
    const text = disagreement(this);
    if (text !== undefined) this.fail({ check: 'agreement', text });
  }

  begin({ bits, process }: Choice): void {
    this.touched.reads = 0;
    this.touched.writes = bits;
    this.current = process;
  }

  /** Ends the turn of each process: its tasks run. */
  runTasks(): void {
    let ran: boolean;
    do {
      ran = false;
      for (const process of this.processes) {
        if (process.isBlocked) continue;
        this.current = process;
        if (process.runTasks()) ran = true;
      }
    } while (ran);
  }

  /** Ends the processes. Their renderers do not close: that would reject their calls in each of a million runs. */
  dispose(): void {
    this.isOver = true;
    for (const process of this.processes) process.end();
    this.isDisposed = true;
  }

  // The processes and wires report here.

  readsClock(): void {
    this.touched.reads |= CLOCK;
  }

  readNow(): number {
    this.readsClock();
    return this.now;
  }

  acts(process: VirtualProcess, what: string): void {
    if (this.isDisposed) this.sandbox.tooLate(process.name, what);
    this.touched.writes |= process.bit;
  }

  changes(bits: number): void {
    this.touched.writes |= bits;
  }

  packetsOf(frame: Frame): readonly Packet[] {
    return this.settings.packets.of(frame);
  }

  nextOrder(): number {
    return ++this.order;
  }

  sent(wire: Wire, carried: Carried): void {
    if (this.isOver) return;
    this.rules.sent(wire, carried);
    if (!this.isSettingUp) this.settings.recorder?.sent(wire, carried);
  }

  uncaught(error: unknown): void {
    const text = `${this.current.name} has an uncaught error: ${describeError(error)}`;
    this.fail({ check: 'uncaught error', text, error });
  }

  fail(failure: RunFailure): void {
    if (!this.isOver) this.failure ??= failure;
  }

  block(end: LinkEnd): void {
    if (this.isOver) return;
    if (this.isStarting) {
      for (const slot of this.slots) if (!end.canGoOn) this.pump(slot);
      return;
    }
    const { process } = end;
    process.isBlocked = true;
    this.blocked.push(end);
    this.runner.runSteps();
    this.blocked.pop();
    process.isBlocked = false;
    this.current = process;
  }

  // The choices use these.

  isNextToGoOn(end: LinkEnd): boolean {
    return this.blocked.at(-1) === end && end.canGoOn;
  }

  runStep(step: Step): void {
    this.sandbox.refuse(step.run(), `The step ${step.name}`);
  }

  deliver(wire: Wire): void {
    const carried = wire.frames.shift()!;
    this.rules.delivered(wire, carried);
    wire.to.deliver(carried);
  }

  /** The time of the next timer of all processes, in ms. A blocked process has none. */
  get nextTimer(): number {
    let next = Infinity;
    for (const process of this.processes) if (!process.isBlocked) next = Math.min(next, process.nextTimer);
    return next;
  }

  fireTimer(process: VirtualProcess): void {
    const due = process.nextTimer;
    if (due > this.now) {
      this.now = due;
      this.touched.writes |= CLOCK;
    }
    process.fireTimer();
  }

  mayFault(fault: FaultKind): boolean {
    return (this.settings.faults[fault] ?? 0) > 0;
  }

  hasLeft(fault: FaultKind): boolean {
    return (this.budget[fault] ?? 0) > 0;
  }

  spend(fault: FaultKind): void {
    this.budget[fault] = (this.budget[fault] ?? 0) - 1;
  }

  bitOf(fault: FaultKind): number {
    return (this.faultBits[fault] ??= this.bits.next());
  }

  // The renderers use these.

  createProcess(name: string, bit: number): VirtualProcess {
    const process = new VirtualProcess(this, name, bit);
    this.processes.push(process);
    return process;
  }

  eachDocument(found: (document: ExploredDocument) => void): void {
    this.documents.forEach(found);
    this.onDocument.push(found);
  }

  addDocument(document: ExploredDocument): void {
    // Core lists open renderers. This one never closes, so it would stay in that list.
    openRenderers.delete(document.renderer);
    this.documents.push(document);
    this.onDocument.forEach((found) => found(document));
    this.owners.set(document.renderer, document.process);
    for (const choice of documentChoices(this, document)) this.choices.push(choice);
  }

  guestsOf(host: RendererSlot): RendererSlot[] {
    return this.slots.filter((slot) => slot.host === host);
  }

  /** Runs a task as this process. */
  as<T>(process: VirtualProcess, task: () => T): T {
    const { current } = this;
    this.current = process;
    this.touched.writes |= process.bit;
    try {
      return task();
    } finally {
      this.current = current;
    }
  }

  /** Delivers all frames between this renderer and main, before the first step. */
  pump(slot: RendererSlot): void {
    const wires: Wire[] = [];
    for (let at: RendererSlot | undefined = slot; at !== undefined; at = at.host)
      wires.push(at.document.connection.up, at.document.connection.down);
    for (;;) {
      this.runTasks();
      const wire = wires.find(({ frames }) => frames.length > 0);
      if (wire === undefined) return;
      this.as(wire.to.process, () => this.deliver(wire));
    }
  }

  link(options: ExploredLinkOptions): ExploredLink {
    checkLink('link', options, linkOptions);
    const number = this.slots.filter(({ host }) => host === undefined).length + 1;
    return this.addSlot(new RendererSlot(this, `r${number}`, options));
  }

  guest(host: ExploredLink, options: ExploredGuestOptions): ExploredLink {
    checkLink('guest', options, guestOptions);
    if (!(host instanceof RendererSlot))
      throw invalidArgument('guest needs the link of the window: guest(link()).');
    const number = this.slots.filter((slot) => slot.host !== undefined).length + 1;
    return this.addSlot(new RendererSlot(this, `g${number}`, options, host));
  }

  private addSlot(slot: RendererSlot): RendererSlot {
    this.slots.push(slot);
    slot.start();
    for (const choice of slotFaults(this, slot)) this.choices.push(choice);
    return slot;
  }

  step(owner: Main | Renderer, steps: readonly (() => unknown)[]): void {
    const process = this.owners.get(owner);
    if (process === undefined) throw invalidArgument('step needs main or a renderer of this scenario.');
    for (const run of steps) {
      checkFunction('step', run);
      const name = `${process.name}.${++process.stepsGiven}`;
      const order = ++this.stepsGiven;
      if (!this.settings.omitted.has(name)) process.steps.push({ name, order, run });
    }
  }
}

/**
 * The helpers of a scenario, which takes them apart. `Object.assign` adds the functions: V8 keeps a function that code
 * assigns to a field for long, and the whole run with it.
 */
function helpersOf(world: World, rules: WireRules): ExploreHelpers {
  const { main } = world;
  return Object.assign(new FirstRenderer(world), {
    main,
    invariants: invariantsOf(world, rules),
    link: (options: ExploredLinkOptions = {}) => world.link(options),
    guest: (host: ExploredLink, options: ExploredGuestOptions = {}) => world.guest(host, options),
    step: (process: Main | Renderer, ...steps: (() => unknown)[]) => world.step(process, steps),
    always: (check: Invariant) => void world.always.push(checkFunction('always', check)),
    atRest: (check: Invariant) => void world.atRest.push(checkFunction('atRest', check)),
    now: () => world.readNow(),
  });
}

/** A class, for the reason of those in `choices.ts`. */
class FirstRenderer {
  private readonly world: World;
  private first: Renderer | undefined;

  constructor(world: World) {
    this.world = world;
  }

  get renderer(): Renderer {
    return (this.first ??= this.world.link({}).renderer);
  }
}
