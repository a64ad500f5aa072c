/** Address of Foyer's mark. */
export const logo = new URL('../shell/foyer.svg', import.meta.url).href;
