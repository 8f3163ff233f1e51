/** A parser that takes all the memory there is. */
process.once("message", () => {
  const held: number[][] = [];
  for (;;) held.push(new Array<number>(100_000).fill(held.length));
});
