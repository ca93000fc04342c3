import { config } from 'rxjs';

type Report = (error: unknown) => void;

/** Errors that peers have brought, and who is to be told where nobody handles one. */
const reports = new WeakMap<object, Report>();

/** The same of what was thrown and is no object: it is known by its value, so not for long. */
interface BroughtValue {
  readonly value: unknown;
  readonly report: Report;
  readonly until: number;
}
const values: BroughtValue[] = [];
const MAX_VALUES = 100;
const REMEMBERED_MS = 10_000;

/**
 * Marks an error on its way to a subscriber as one that a peer has brought. Where the subscriber has no `error`
 * callback, it is reported, and is no uncaught error: a peer must not be able to end this process. Errors of the app
 * itself go where RxJS has them go.
 */
export function broughtByPeer(error: unknown, report: Report): unknown {
  install();
  if (isObject(error)) reports.set(error, report);
  else {
    if (values.length === MAX_VALUES) values.shift();
    values.push({ value: error, report, until: Date.now() + REMEMBERED_MS });
  }
  return error;
}

type Hook = NonNullable<typeof config.onUnhandledError>;

/** Those of the app, the newest last. One may pass on to this one, which it has found in its place: then the one before it is meant. */
const hooks: Hook[] = [];
let depth = 0;

/** Again where the app has put a hook of its own in its place: that one gets all but the errors of peers. */
function install(): void {
  const hook = config.onUnhandledError;
  if (hook === onUnhandledError) return;
  if (hook !== null) {
    const known = hooks.indexOf(hook);
    if (known >= 0) hooks.splice(known, 1);
    hooks.push(hook);
  }
  config.onUnhandledError = onUnhandledError;
}

function onUnhandledError(error: unknown): void {
  const report = reportOf(error);
  if (report !== undefined) {
    report(error);
    return;
  }
  const hook = hooks.at(-1 - depth);
  if (hook === undefined) throw error;
  depth++;
  try {
    hook(error);
  } finally {
    depth--;
  }
}

function reportOf(error: unknown): Report | undefined {
  if (isObject(error)) return reports.get(error);
  const now = Date.now();
  return values.findLast(({ value, until }) => Object.is(value, error) && until >= now)?.report;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
