/** In pixels; the style sheet has it as `--row`. */
export const rowHeight = 30;
