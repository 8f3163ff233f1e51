/** Works through the items, so many at a time. After a fault nothing new is begun, and what is under way is awaited. */
export async function eachOf<T>(items: Iterable<T>, atATime: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const faults: unknown[] = [];
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (let next = waiting.next(); next.done !== true && faults.length === 0; next = waiting.next()) {
        await work(next.value).catch((error: unknown) => faults.push(error));
      }
    }),
  );
  if (faults.length > 0) throw faults[0];
}
