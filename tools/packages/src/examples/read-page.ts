/** A step of a page: a file to write, or commands to run and the lines that they print. */
export type Step =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'run'; readonly commands: readonly string[]; readonly output: readonly string[] };

const BLOCK = /^(?:`(?<name>[^`\n]+)`:\n\n)?```(?<language>\w+)\n(?<text>.*?)^```$/gms;

/**
 * Reads the steps of a page, in their order. A block after a line with a name and a colon is a file. A block of `sh` has
 * commands, and the next blocks of `text` have their output. Other blocks are no steps.
 */
export function readSteps(markdown: string): Step[] {
  const steps: Step[] = [];
  for (const { groups } of markdown.matchAll(BLOCK)) {
    const { name, language, text = '' } = groups ?? {};
    const lines = text.trimEnd().split('\n');
    if (name !== undefined) steps.push({ kind: 'file', name, text });
    else if (language === 'sh') steps.push({ kind: 'run', commands: lines, output: [] });
    else if (language === 'text') {
      const last = steps.at(-1);
      if (last?.kind === 'run') steps[steps.length - 1] = { ...last, output: [...last.output, ...lines] };
    }
  }
  return steps;
}

/** The files of a page, with their text. */
export function filesOf(steps: readonly Step[]): Map<string, string> {
  return new Map(steps.flatMap((step) => (step.kind === 'file' ? [[step.name, step.text] as const] : [])));
}

/** The lines that a command of the page prints. */
export function outputOf(steps: readonly Step[], command: string): readonly string[] {
  const found = steps.find((step) => step.kind === 'run' && step.commands.includes(command));
  if (found?.kind !== 'run' || found.output.length === 0) {
    throw new Error(`The page shows no output of ${command}.`);
  }
  return found.output;
}

/** The texts of errors that a page explains, the items of its list under “If it does not work”. */
export function errorTextsOf(markdown: string): string[] {
  const [, section = ''] = markdown.split('\n## If it does not work\n');
  const items = section.split('\n## ')[0]!.matchAll(/^- `(?<text>[^`]+)`/gms);
  return [...items].map(({ groups }) => groups!['text']!.replaceAll(/\s+/g, ' '));
}
