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
});
