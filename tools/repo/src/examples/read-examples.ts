/** The examples of one Markdown file: programs, and the output of the first of them. */
export interface Examples {
  /** Content by file name. */
  readonly files: ReadonlyMap<string, string>;
  /** TypeScript blocks without a file name, which no test would run. */
  readonly unnamed: readonly string[];
  /** The lines of the `text` block after the programs. */
  readonly output: readonly string[] | undefined;
}

const BLOCK = /^```(?<language>\w+)\n(?<content>.*?)^```$/gms;
const FILE_NAME = /^\/\/ (?<name>[\w-]+\.tsx?)\n/;

/**
 * Reads `ts` and `tsx` blocks that start with `// name.ts`, and the `text` block with their output. This is the first one
 * after the programs. Later ones belong to parts of programs.
 */
export function readExamples(markdown: string): Examples {
  const files = new Map<string, string>();
  const unnamed: string[] = [];
  let output: readonly string[] | undefined;
  let isAfterProgram = true;
  for (const { groups } of markdown.matchAll(BLOCK)) {
    const { language = '', content = '' } = groups ?? {};
    if (language === 'text' && isAfterProgram) {
      output = content.trim().split('\n');
      isAfterProgram = false;
    }
    if (!/^tsx?$/.test(language)) continue;
    isAfterProgram = true;
    const name = FILE_NAME.exec(content)?.groups?.['name'];
    if (name === undefined) unnamed.push(content);
    else files.set(name, content);
  }
  return { files, unnamed, output };
}
