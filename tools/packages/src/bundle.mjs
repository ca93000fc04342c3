// Bundles the package in the current folder: the target `bundle` of each lib.
import { bundlePackage } from './lib/bundle.mjs';

await bundlePackage(process.cwd());
