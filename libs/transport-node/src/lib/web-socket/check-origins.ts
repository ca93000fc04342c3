import { invalidArgument } from '@culvert/protocol';

/** An origin of an app's own scheme, and of files: the URL standard does not know these. */
const OWN_SCHEME = /^(?!https?:|wss?:|ftp:)[a-z][a-z\d+.-]*:\/\/[^\sA-Z/?#*@\\]+$/;

/**
 * Checks that a browser can send each of these origins. Any other entry would never match, and lock its page out.
 *
 * @returns a copy
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`
 */
export function checkOrigins(origins: readonly string[]): readonly string[] {
  const copy: readonly unknown[] = isArray(origins) ? [...origins] : [undefined];
  if (!copy.every((origin) => typeof origin === 'string'))
    throw invalidArgument(
      "serve: allowedOrigins must be an array of origins, such as ['http://localhost:5173'].",
    );
  for (const origin of copy) {
    if (origin === '*')
      throw invalidArgument("serve: allowedOrigins names each origin: '*' would let in every page.");
    if (!isOrigin(origin)) throw invalidArgument(noOrigin(origin));
  }
  return copy;
}

/** A page in a sandbox has the origin 'null'. */
function isOrigin(text: string): boolean {
  return text === 'null' || text === 'file://' || OWN_SCHEME.test(text) || webOrigin(text) === text;
}

/** The origin of a web page with this url. A browser sends no pattern. */
function webOrigin(url: string): string | undefined {
  return /^https?:/i.test(url) && !url.includes('*') && URL.canParse(url) ? new URL(url).origin : undefined;
}

function noOrigin(text: string): string {
  const meant = webOrigin(text);
  const advice = meant === undefined ? '' : ` Write '${meant}'.`;
  return (
    `serve: allowedOrigins has '${text}', and no page has that origin. ` +
    `An origin is a scheme, a host and often a port, without a path: 'http://localhost:5173'.${advice}`
  );
}

/** Keeps the type of the items, which `Array.isArray` turns into `any`. */
function isArray(value: readonly string[]): boolean {
  return Array.isArray(value);
}
