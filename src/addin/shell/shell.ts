/** Before the first paint: the host names its theme in the address of a tab (`/tab?theme=dark`). */
const theme = new URLSearchParams(window.location.search).get('theme');
if (theme) document.documentElement.dataset.theme = theme;
