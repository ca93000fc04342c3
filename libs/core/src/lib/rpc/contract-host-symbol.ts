/** How `expose` and `wrap` find what is behind a main or a WebContents. */
export const CONTRACT_HOST = Symbol('culvert.contractHost');
