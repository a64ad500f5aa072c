/**
 * A selector for the high-contrast theme. Its highlight is a colour on which nothing but its own text colour can be
 * read, so that rows with several colours in them do without it.
 */
export const IN_CONTRAST = ':global([data-theme="contrast"])';
