import { createMain, createMemoryLink, createRenderer, type Main, type Renderer } from '@culvert/core';

/** A main and this many renderers in this process. There could not be that many workers. */
export function memoryRenderers(count: number): {
  readonly main: Main;
  readonly renderers: readonly Renderer[];
} {
  const main = createMain();
  const renderers = Array.from({ length: count }, () => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    main.connect(mainEnd);
    return createRenderer(rendererEnd);
  });
  return { main, renderers };
}
