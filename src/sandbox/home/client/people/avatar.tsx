const colors = 8;

/** Initials on a colour that always is the same for the same name; only an ornament beside the name. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  const hash = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
  return (
    <span className={`avatar avatar-${hash % colors}${large ? ' avatar-large' : ''}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s@]+/).filter((word) => /^\p{L}/u.test(word));
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return [first, last].map((word) => ([...(word ?? '')][0] ?? '').toUpperCase()).join('');
}
