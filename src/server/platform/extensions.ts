/** What is licensed or switched on for users (EXT-1, EXT-2). The order is the order of pages and tables. */
export const EXTENSIONS = ['mail', 'outlook'] as const;

export type ExtensionKey = (typeof EXTENSIONS)[number];
