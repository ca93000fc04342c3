/**
 * Packs a bundled package as it is published. It packs a copy, so that tests which run at the same
 * time never read a changed package.json.
 *
 * @param {string} root The folder of the package.
 * @param {string} folder Takes the tarball.
 * @returns {string} The path of the tarball.
 * @throws {Error} If npm fails, with what it printed.
 */
export function packPackage(root: string, folder: string): string;
/**
 * Packs every package that is published.
 *
 * @param {string} folder Takes the tarballs.
 * @returns {Record<string, string>} The path of each tarball, by the name of its package.
 * @throws {Error} If a package has not been bundled (`nx run-many -t bundle`).
 */
export function packLibs(folder: string): Record<string, string>;
export const workspaceRoot: string;
/** The folders of the packages that are published. */
export const packageRoots: string[];
export function readManifest(root: string): import('./entries.mjs').Manifest;
//# sourceMappingURL=pack.d.mts.map
