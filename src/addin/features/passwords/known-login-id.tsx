/** Whose password is asked for, for the browser's own keeper of passwords. */
export function KnownLoginId({ loginId }: { loginId: string }) {
  return <input type="text" autoComplete="username" value={loginId} readOnly hidden />;
}
