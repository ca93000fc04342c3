import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Project
 * @property {string} name
 * @property {string} root Relative to the workspace, with slashes.
 * @property {string} layer
 * @property {string} platform
 */

/**
 * Reads every package of the workspace with its two tags from the package.json files.
 *
 * @param {string} workspaceRoot
 * @returns {Project[]}
 */
export function readProjects(workspaceRoot) {
  /** @type {{ workspaces: string[] }} */
  const { workspaces } = readJson(join(workspaceRoot, 'package.json'));
  return workspaces
    .map((pattern) => pattern.replace(/\/\*$/, ''))
    .filter((folder) => existsSync(join(workspaceRoot, folder)))
    .flatMap((folder) => readdirSync(join(workspaceRoot, folder)).map((name) => `${folder}/${name}`))
    .filter((root) => existsSync(join(workspaceRoot, root, 'package.json')))
    .map((root) => readProject(workspaceRoot, root));
}

/**
 * @param {string} workspaceRoot
 * @param {string} root
 * @returns {Project}
 */
function readProject(workspaceRoot, root) {
  /** @type {{ name: string, nx?: { tags?: string[] } }} */
  const { name, nx } = readJson(join(workspaceRoot, root, 'package.json'));
  const tags = nx?.tags ?? [];
  return { name, root, layer: tagValue(root, tags, 'layer'), platform: tagValue(root, tags, 'platform') };
}

/**
 * @param {string} root
 * @param {string[]} tags
 * @param {'layer' | 'platform'} dimension
 */
function tagValue(root, tags, dimension) {
  const [tag, ...others] = tags.filter((candidate) => candidate.startsWith(`${dimension}:`));
  if (tag === undefined || others.length > 0) {
    throw new Error(`${root}/package.json: "nx.tags" needs exactly one ${dimension}:* tag.`);
  }
  return tag.slice(dimension.length + 1);
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
