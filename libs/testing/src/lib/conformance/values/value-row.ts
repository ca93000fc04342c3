/** The outcome of a value in one codec. */
export type Outcome =
  /** It arrives, and this is the text of `describeValue` for it. */
  | string
  /** Only in an object: the property is left out. */
  | { readonly omitted: true }
  /** Nothing is sent. The call throws and names this path below the value's own place. */
  | { readonly throws: string };

/** A row of the specification's value table. */
export interface ValueRow {
  readonly name: string;
  /** Makes the value on the sending side, from this function's source alone. */
  readonly create: () => unknown;
  /** `electronJson`: as an argument and in an array. As a property too, if that differs or is deeper. */
  readonly electronJson:
    Outcome | { readonly argument: Outcome; readonly item: Outcome; readonly property: Outcome };
  readonly structured: Outcome;
}

/** The position of a value in the arguments of a message. */
export type Position = 'argument' | 'item' | 'property';

export function outcomeOf(row: ValueRow, codec: string, position: Position): Outcome {
  if (codec === 'structured') return row.structured;
  const { electronJson } = row;
  return typeof electronJson === 'object' && 'argument' in electronJson
    ? electronJson[position]
    : electronJson;
}

/** `null` in a list, left out of an object. */
export const dropped = { argument: 'null', item: 'null', property: { omitted: true } } as const;

/** Carried unchanged. */
export function kept(text: string): Pick<ValueRow, 'electronJson' | 'structured'> {
  return { electronJson: text, structured: text };
}
