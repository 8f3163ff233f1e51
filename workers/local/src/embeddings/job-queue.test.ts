import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJobQueue, type EmbedJob } from "./job-queue.ts";

function job(id: number, lengths: readonly number[]): EmbedJob {
  return { id, texts: lengths.map((length) => ({ tokens: new Array(length).fill(1), isTruncated: false })) };
}

describe("embedding queue", () => {
  it("lets a question pass documents, also between two batches of one job", () => {
    const queue = createJobQueue();
    queue.push(job(1, new Array(6).fill(128)));
    expect(queue.next()).toMatchObject({ job: { id: 1 } });
    queue.push(job(2, [10]));
    queue.push(job(3, [12]));
    expect([1, 2, 3].map(() => queue.next()?.job.id)).toEqual([2, 3, 1]);
  });

  it("forgets a dropped job", () => {
    const queue = createJobQueue();
    queue.push(job(1, new Array(6).fill(128)));
    queue.next();
    queue.drop(1);
    expect(queue.next()).toBeUndefined();
  });

  it("gives out every text once, in batches within the bounds", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 128 }), { minLength: 1, maxLength: 200 }), (lengths) => {
        const queue = createJobQueue();
        queue.push(job(7, lengths));
        const rows: number[] = [];
        for (let batch = queue.next(); batch; batch = queue.next()) {
          const longest = Math.max(...batch.rows.map((row) => lengths[row] ?? 0));
          expect(batch.rows.length).toBeLessThanOrEqual(32);
          expect(batch.rows.length === 1 || batch.rows.length * longest <= 256).toBe(true);
          rows.push(...batch.rows);
        }
        expect(rows.sort((a, b) => a - b)).toEqual(lengths.map((_, row) => row));
      }),
    );
  });
});
