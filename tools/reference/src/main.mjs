// `npm run reference`: writes docs/api. With a folder as argument it writes there.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeReference } from './lib/reference.mjs';

const workspaceRoot = join(import.meta.dirname, '../../..');
const folder = process.argv[2] ?? join(workspaceRoot, 'docs/api');
rmSync(folder, { recursive: true, force: true });
const faults = await writeReference(workspaceRoot, folder);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
