import { readFileSync } from 'node:fs';
import * as attw from '@arethetypeswrong/core';
import { problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * Lists the findings of publint and of “are the types wrong” in a tarball.
 *
 * @param {string} tarball The path of the file.
 * @returns {Promise<string[]>} One line for each finding; empty if the package is right.
 */
export async function checkTarball(tarball) {
  const bytes = readFileSync(tarball);
  return [...(await lintFindings(bytes)), ...(await typeFindings(bytes))];
}

/** @param {Uint8Array} bytes */
async function lintFindings(bytes) {
  const { messages, pkg } = await publint({ pack: { tarball: bytes.slice().buffer }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

/** @param {Uint8Array} bytes */
async function typeFindings(bytes) {
  const result = await attw.checkPackage(attw.createPackageFromTarballData(bytes));
  if (!result.types) return ['the package has no typings'];
  return result.problems.map(
    (problem) => `types: ${problemKindInfo[problem.kind].shortDescription} ${JSON.stringify(problem)}`,
  );
}
