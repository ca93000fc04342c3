// Runs after `npm pack` and `npm publish`: puts back the package.json of the workspace.
import { renameSync } from 'node:fs';

renameSync('package.json.workspace', 'package.json');
