/** Something that happens in a row of a diagram. */
export interface DiagramEvent {
  /** The time, in ms or steps. Rows with equal times have equal columns. */
  readonly at: number;
  /** The words of the legend. Equal words have one letter. An event without words is not in the legend. */
  readonly text: string;
  /** The character in the row. Default: a letter, the same for equal texts. */
  readonly symbol?: string;
}

/** One line of a diagram: a process, one direction of a wire, or an Observable. */
export interface DiagramRow {
  /** The text before the line. */
  readonly name: string;
  /** The events, in order of time. */
  readonly events: readonly DiagramEvent[];
}
