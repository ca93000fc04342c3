import { Linter } from 'eslint';
import { faultOf, plainEnglish, sentencesOf } from './plain-english.mjs';

const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');

describe('the rule for plain English', () => {
  it.each([
    ['a word that hides the actor', 'Main tells whoever asks.', /“whoever”/],
    ['an old form', 'It is heard no more.', /“no more”/],
    ['a clause as the subject', 'What a peer sends is checked.', /begin with the subject/],
    ['a sentence of 21 words', `${words(21)}.`, /21 words, 20 at most/],
    ['the second sentence', `Main answers. ${words(21)}.`, /21 words/],
    ['a tag of a docstring', `Answers.\n * @returns ${words(21)}`, /21 words/],
  ])('reports %s', (_what, text, fault) => {
    expect(faultOf(text)).toMatch(fault);
  });

  it.each([
    ['a sentence of 20 words', `${words(20)}.`],
    ['a question', 'Who sends the message?'],
    ['code', `Main calls \`${words(30)} whoever\` first.`],
    ['an example', `Makes a main.\n * @example\n * ${words(30)}`],
    ['a link', 'The standard says so: https://example.org/whoever/nobody'],
    ['two short sentences', `${words(15)}. ${words(15)}.`],
  ])('accepts %s', (_what, text) => {
    expect(faultOf(text)).toBeUndefined();
  });

  it('reads the lines of a docstring as one text', () => {
    expect(sentencesOf('*\n * Main routes\n * messages. It answers.\n ')).toEqual([
      'Main routes messages.',
      'It answers.',
    ]);
  });
});

describe('the lint rule', () => {
  const faults = (code: string) =>
    new Linter().verify(code, [
      {
        plugins: { culvert: { rules: { 'plain-english': plainEnglish } } },
        rules: { 'culvert/plain-english': 2 },
      },
    ]).length;

  it.each([
    "it('tells nobody', run);",
    "describe('tells nobody', run);",
    'it(`tells nobody`, run);',
    'it(`tells nobody ${name}`, run);',
    "it('tells ' + 'nobody', run);",
    "it.skip('tells nobody', run);",
    "test.concurrent('tells nobody', run);",
    "it.each(table)('tells nobody', run);",
    "it.skip.each(table)('tells nobody', run);",
    "it.each`a | b`('tells nobody', run);",
    "fit('tells nobody', run);",
    "xdescribe('tells nobody', run);",
    '// It tells nobody.',
  ])('reports %s', (code) => {
    expect(faults(code)).toBe(1);
  });

  it.each(["it('tells main', run);", "it.each('nobody')('tells main', run);", "tell('nobody');", 'it();'])(
    'accepts %s',
    (code) => {
      expect(faults(code)).toBe(0);
    },
  );
});
