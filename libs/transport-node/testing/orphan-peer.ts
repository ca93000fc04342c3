import { parentTransport } from '../src/index.js';

// A process that nobody has forked.

try {
  parentTransport();
} catch (error) {
  console.log((error as { readonly code: string }).code);
}
