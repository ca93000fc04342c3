/** A text for the user about a thrown value. */
export function messageOf(thrown: unknown): string {
  return textIn(thrown, 'message') ?? String(thrown);
}

/** The code of an error of the system, `ENOENT` for instance. */
export function codeOf(thrown: unknown): string | undefined {
  return textIn(thrown, 'code');
}

/** Checks the shape and not the class, because an error may come from another realm. */
function textIn(value: unknown, key: 'message' | 'code'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (value as Partial<Record<typeof key, unknown>>)[key];
  return typeof text === 'string' ? text : undefined;
}
