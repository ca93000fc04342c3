// Checks the package in the current folder as it is published: the target `check-package` of each lib.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTarball } from './lib/check.mjs';
import { packPackage } from './lib/pack.mjs';

const folder = mkdtempSync(join(tmpdir(), 'culvert-check-'));
try {
  const findings = await checkTarball(packPackage(process.cwd(), folder));
  for (const finding of findings) console.error(finding);
  process.exitCode = findings.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
