/** A parser that never answers and never yields. */
process.once("message", () => {
  for (;;) performance.now();
});
