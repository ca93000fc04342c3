import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Code that is part of a program: an example of a docstring, or a block of a page. */
export interface Fragment {
  /** `libs/core/src/lib/main/main.ts:96` */
  readonly place: string;
  readonly code: string;
  /** The language of a block. Examples of docstrings are TypeScript. */
  readonly language?: string;
}

/** A module with names that a fragment uses and does not import. The first module that has the name wins. */
export interface NamedModule {
  readonly specifier: string;
  readonly names: ReadonlySet<string>;
}

const EXPORTED =
  /^export (?:abstract )?(?:async )?(?:class|const|enum|function\*?|interface|let|type) (\w+)/gm;
const LISTED = /^export (?:type )?\{([^}]*)\}/gm;
const ALL = /^export (?:type )?\* from '(\.[^']+)\.js'/gm;

/** The names that a source file exports. */
export function exportsOf(file: string): ReadonlySet<string> {
  const source = readFileSync(file, 'utf8');
  const listed = [...source.matchAll(LISTED)].flatMap(([, names = '']) =>
    names.split(',').map((name) =>
      name
        .trim()
        .replace(/^type /, '')
        .replace(/^.* as /, ''),
    ),
  );
  const passedOn = [...source.matchAll(ALL)].flatMap(([, path]) => [
    ...exportsOf(`${join(dirname(file), path!)}.ts`),
  ]);
  return new Set([...[...source.matchAll(EXPORTED)].map(([, name]) => name!), ...listed, ...passedOn]);
}

const IMPORT = /^import (?:type )?(?:\* as (\w+)|\{([^}]*)\})/gm;
const DECLARED = /\b(?:class|const|function|let|type) (?:(\w+)|\{([^}=]*)\}|\[([^\]]*)\])/g;

/** The imports that make a fragment a module. */
export function importsFor(code: string, modules: readonly NamedModule[], folder: string): string {
  const own = [...code.matchAll(IMPORT), ...code.matchAll(DECLARED)].flatMap((names) => names.slice(1));
  const declared = new Set(own.flatMap((names) => (names ?? '').match(/\w+/g) ?? []));
  const used = new Set(code.replace(/\/\/.*$/gm, '').match(/(?<![\w.'])[A-Za-z_]\w*/g));
  return modules
    .map(({ specifier, names }) => {
      const found = [...used].filter((name) => names.has(name) && !declared.has(name));
      for (const name of found) declared.add(name);
      const from = specifier.startsWith('/') ? `./${relative(folder, specifier)}` : specifier;
      return found.length === 0 ? '' : `import { ${found.join(', ')} } from '${from}'; `;
    })
    .join('');
}
