import { config } from 'rxjs';

type Report = (error: unknown) => void;

/** Errors that peers caused, each with the callback for an error that the app does not handle. */
const reports = new WeakMap<object, Report>();

/** The same for a thrown value that is not an object. It is recognised by equality, so only for a short time. */
interface BroughtValue {
  readonly value: unknown;
  readonly report: Report;
  readonly until: number;
}
const values: BroughtValue[] = [];
const MAX_VALUES = 100;
const REMEMBERED_MS = 10_000;

/**
 * Marks an error on its way to a subscriber as caused by a peer. If the subscriber has no `error` callback, the error
 * is reported and does not become an uncaught error: a peer must not be able to end this process. Errors of the app
 * itself take the usual way of RxJS.
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

/**
 * The hooks of the app, the newest last. A hook may call the hook that was installed before it, which is this module's.
 * This module then calls the previous hook of the app.
 */
const hooks: Hook[] = [];
let depth = 0;

/** Installs again if the app has replaced the hook. The hook of the app then gets all errors but those of peers. */
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
