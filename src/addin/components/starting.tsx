/** The same picture as the static page (shell/index.ejs), so that nothing jumps while the session opens. */
export function Starting() {
  return (
    <main className="shell">
      <img src={logo} alt="" width={56} height={56} />
      <div className="shell-bar" role="progressbar" aria-label="Foyer" />
    </main>
  );
}

/** Address of Foyer's mark. */
export const logo = new URL('../shell/foyer.svg', import.meta.url).href;
