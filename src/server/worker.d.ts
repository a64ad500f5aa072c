/** The program of a thread, compiled with whatever starts it: `new Worker(program, { eval: true })`. */
declare module '*?worker' {
  const program: string;
  export default program;
}
