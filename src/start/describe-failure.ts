/** One sentence for an operator, without a stack; secrets such as a database's password are never part of it. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken. Choose other ones with FOYER_PORT and SANDBOX_PORT, or stop what uses it.`;
  }
  if (error.name === 'MongooseServerSelectionError' || error.name === 'MongoServerSelectionError') {
    return 'The database does not answer. Check MONGODB_URI, and that it lets this machine in.';
  }
  return error.message;
}
