import { createMain, createMemoryLink, createRenderer, type Main, type Renderer } from '@culvert/core';

/** A main and so many renderers in this process, more than there could be workers. */
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
