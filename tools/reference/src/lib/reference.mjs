import { join } from 'node:path';
import { Application, Converter, LogLevel, Logger } from 'typedoc';
import { MarkdownPageEvent } from 'typedoc-plugin-markdown';
import { publicEntries } from './entries.mjs';
import { helperTypes } from './helper-types.mjs';
import { faultsOf, selfExplaining } from './docstring-faults.mjs';

/** Collects what TypeDoc warns of: each warning is a failure. */
class FaultLogger extends Logger {
  /** @type {string[]} */
  faults = [];

  /** @override @param {string} message @param {LogLevel} level */
  log(message, level) {
    if (level >= LogLevel.Warn) this.faults.push(message);
  }
}

/**
 * Writes one page for each public entry, and an index. Returns what is missing or wrong in the docstrings.
 *
 * @param {string} workspaceRoot
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function writeReference(workspaceRoot, folder) {
  const entries = publicEntries(workspaceRoot);
  const packages = new Set(entries.map(({ name }) => name.split('/').slice(0, 2).join('/')));
  /** @type {import('typedoc').TypeDocOptions & import('typedoc-plugin-markdown').PluginOptions} */
  const options = {
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ source }) => source),
    tsconfig: join(workspaceRoot, 'tools/reference/tsconfig.entries.json'),
    // The target `typecheck` of each lib finds type errors.
    skipErrorChecking: true,
    readme: 'none',
    name: 'API reference',
    packagesRequiringDocumentation: [...packages],
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    // A line number in a page would change with every line above it.
    disableSources: true,
    validation: { notExported: true, invalidLink: true, rewrittenLink: true, notDocumented: true },
    router: 'module',
    excludeScopesInPaths: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    // TypeDoc numbers names that are equal without case otherwise than GitHub numbers headings.
    useHTMLAnchors: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    propertyMembersFormat: 'table',
    out: folder,
  };
  const app = await Application.bootstrapWithPlugins(options);
  const logger = new FaultLogger();
  app.logger = logger;
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = joinReferences(page.contents ?? '');
  });
  /** @type {Map<import('typedoc').Reflection, string>} */
  const sources = new Map();
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    const declarations = context.getSymbolFromReflection(reflection)?.declarations ?? [];
    sources.set(reflection, declarations.map((node) => node.getText()).join('\n'));
  });
  const project = await app.convert();
  if (!project) return [...logger.faults, 'TypeDoc could not read the entries'];
  // TypeDoc looks in one package at a time for types that a public name uses and that are not exported.
  for (const name of packages) {
    project.packageName = name;
    app.options.setValue('intentionallyNotExported', [...(helperTypes[name] ?? [])]);
    app.validate(project);
  }
  const explained = selfExplaining(project);
  const faults = [...new Set(logger.faults)].filter(
    (fault) => !explained.some((start) => fault.startsWith(start)),
  );
  faults.push(...faultsOf(project, sources));
  await app.generateOutputs(project);
  return faults;
}

const REFERENCE = /### .+\n\nRe-exports (\[.+\]\(.+\))\n*(?:\*\*\*\n+)?/g;

/**
 * One list of the names that another page describes, in place of a section for each.
 *
 * @param {string} page
 */
function joinReferences(page) {
  const [head, references] = page.split('## References\n');
  if (head === undefined || references === undefined) return page;
  /** @type {string[]} */
  const links = [];
  const rest = references.replace(REFERENCE, (_, link) => {
    links.push(link);
    return '';
  });
  return `${head}## Also exported\n\nOther pages describe these: ${links.join(', ')}.\n${rest}`;
}
