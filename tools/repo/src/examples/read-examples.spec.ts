import { readExamples } from './read-examples.js';

const FENCE = '```';

describe('readExamples', () => {
  it('reads programs by name, their output, and programs without a name', () => {
    const markdown = [
      `${FENCE}sh\nnpm start\n${FENCE}`,
      `${FENCE}ts\n// main.ts\nconsole.log(1);\n${FENCE}`,
      `${FENCE}ts\nlost();\n${FENCE}`,
      `${FENCE}text\n1\n${FENCE}`,
    ].join('\n\n');
    const { files, unnamed, output } = readExamples(markdown);
    expect([...files]).toEqual([['main.ts', '// main.ts\nconsole.log(1);\n']]);
    expect(unnamed).toEqual(['lost();\n']);
    expect(output).toEqual(['1']);
  });

  it('takes the first output after the programs', () => {
    const blocks = ['text\nearly', 'ts\n// main.ts\n1;', 'text\nits output', 'text\nof a part'];
    const { output } = readExamples(blocks.map((block) => `${FENCE}${block}\n${FENCE}`).join('\n\n'));
    expect(output).toEqual(['its output']);
  });
});
