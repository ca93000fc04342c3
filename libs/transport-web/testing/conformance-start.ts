import { createRenderer, electronJson, structured, type Renderer, type Transport } from '@culvert/core';

/** A renderer of the suite, configured by the query of its url. */
export function createQueriedRenderer(transport: Transport): Renderer {
  const query = new URLSearchParams(location.search);
  return createRenderer(transport, {
    codec: query.get('codec') === structured.name ? structured : electronJson,
    syncTimeoutMs: Number(query.get('syncTimeoutMs')),
  });
}
