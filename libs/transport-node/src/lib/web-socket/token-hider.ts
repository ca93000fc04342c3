/** Replaces the token in a text of a client by `[token]`. */
export type HideToken = (text: string) => string;

/**
 * Keeps the token out of logs, because a client can send it in an Origin by mistake. The pattern finds each character
 * plain or encoded: by percent, as in a form, or as bytes that were read as Latin-1.
 *
 * For text of clients only: in a sentence of this library, a short token would replace parts of words.
 */
export function tokenHider(token: string): HideToken {
  const pattern = new RegExp([...token].map(formsOf).join(''), 'giu');
  return (text) => text.replace(pattern, '[token]');
}

function formsOf(char: string): string {
  const bytes = Buffer.from(char);
  const encoded = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const forms = [char, encoded, bytes.toString('latin1'), ...(char === ' ' ? ['+'] : [])];
  return `(?:${forms.map(literally).join('|')})`;
}

function literally(text: string): string {
  return [...text].map((char) => `\\u{${char.codePointAt(0)!.toString(16)}}`).join('');
}
