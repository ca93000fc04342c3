import { parentTransport } from '../src/index.js';

// A process without a parent that forked it.

try {
  parentTransport();
} catch (error) {
  console.log((error as { readonly code: string }).code);
}
